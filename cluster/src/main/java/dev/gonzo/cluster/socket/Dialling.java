package dev.gonzo.cluster.socket;

import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.net.ConnectOptions;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Connects to one member, and again whenever no connection with it is left. */
final class Dialling {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SocketNode node;
  private final MemberAddress member;
  private final Duration patience;
  private Duration pause = SHORTEST_PAUSE;
  private @Nullable Moment failingSince;
  private @Nullable String lastFailure;

  Dialling(SocketNode node, MemberAddress member, Duration patience) {
    this.node = node;
    this.member = member;
    this.patience = patience;
  }

  void run() {
    ConnectOptions options = ConnectOptions.defaults().withTimeout(patience);
    while (true) {
      try (Socket socket = Tcp.connect(member.host(), member.port(), options)) {
        node.dialled(socket, member.host(), this::connected);
      } catch (RefusedException refused) {
        if (refused.isFor(Refusal.SELF)) {
          return; // the list of members has this node, under another address
        }
        if (refused.refusal() == Refusal.SELF) {
          pause = LONGEST_PAUSE;
        }
        String peer = refused.peer();
        if (refused.isFor(Refusal.CONNECTED) && peer != null) {
          failingSince = null;
          lastFailure = null;
          node.awaitWithout(peer);
        } else {
          report(refused);
        }
      } catch (IOException unreachable) {
        report(unreachable);
      } catch (RuntimeException defect) {
        node.reports().error("the connection to " + member + " has failed by a defect", defect);
      }
      Gonzo.sleep(nextPause());
    }
  }

  private void connected() {
    pause = SHORTEST_PAUSE;
    failingSince = null;
    lastFailure = null;
  }

  /**
   * Reports a failure once, and again only when it becomes another. A node that is not there is one
   * only after a while: not all nodes start at once.
   */
  private void report(IOException failure) {
    String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    String message = member + " is not reached: " + Names.line(text) + "; trying again";
    Moment now = Moment.now();
    if (failingSince == null) {
      failingSince = now;
    }
    boolean due =
        failure instanceof RefusedException || now.since(failingSince).compareTo(patience) > 0;
    if (due && !text.equals(lastFailure)) {
      lastFailure = text;
      node.reports().info(message);
    } else {
      node.reports().debug(message);
    }
  }

  /** Twice the last one, give or take a part, so that two nodes do not always meet half way. */
  private Duration nextPause() {
    Duration now = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    int part = Byte.toUnsignedInt(Environment.randomBytes(1)[0]);
    return now.minus(now.multipliedBy(part).dividedBy(2 << Byte.SIZE));
  }
}
