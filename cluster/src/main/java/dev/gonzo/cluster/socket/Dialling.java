package dev.gonzo.cluster.socket;

import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
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
  private Duration pause = SHORTEST_PAUSE;
  private @Nullable String lastFailure;

  Dialling(SocketNode node, MemberAddress member) {
    this.node = node;
    this.member = member;
  }

  void run(Duration patience) {
    ConnectOptions options = ConnectOptions.defaults().withTimeout(patience);
    while (true) {
      try (Socket socket = Tcp.connect(member.host(), member.port(), options)) {
        node.dialled(socket, member.host(), this::connected);
      } catch (RefusedException refused) {
        if (refused.refusal() == Refusal.SELF) {
          return; // the list of members has this node, under another address
        }
        String peer = refused.peer();
        if (refused.refusal() == Refusal.CONNECTED && peer != null) {
          lastFailure = null;
          node.awaitWithout(peer);
        } else {
          report(refused);
        }
      } catch (IOException unreachable) {
        report(unreachable);
      }
      Gonzo.sleep(nextPause());
    }
  }

  private void connected() {
    pause = SHORTEST_PAUSE;
    lastFailure = null;
  }

  /** Reports a failure once, and again only when it becomes another. */
  private void report(IOException failure) {
    String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    String message = member + " is not reached: " + Names.line(text);
    if (text.equals(lastFailure)) {
      node.reports().debug(message);
    } else {
      lastFailure = text;
      node.reports().info(message + "; trying again");
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
