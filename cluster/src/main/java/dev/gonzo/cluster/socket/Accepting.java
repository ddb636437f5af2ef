package dev.gonzo.cluster.socket;

import dev.gonzo.Gonzo;
import dev.gonzo.TaskGroup;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * Accepts connections. Only some may be in their handshake at once: one more closes the oldest, so
 * that those who connect and say nothing keep no other out.
 */
final class Accepting {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SocketNode node;
  private final Listener listener;
  private final int mostAtOnce;
  private final SequencedSet<Socket> handshakes = new LinkedHashSet<>();

  Accepting(SocketNode node, Listener listener, int mostAtOnce) {
    this.node = node;
    this.listener = listener;
    this.mostAtOnce = mostAtOnce;
  }

  void run(TaskGroup<Void> tasks) {
    while (!node.isLeaving()) {
      try {
        begin(tasks, listener.accept());
      } catch (IOException refused) {
        if (node.isLeaving()) {
          return;
        }
        // For example because too many files are open, which may be over soon.
        node.reports().warn("no connection can be accepted: " + refused.getMessage());
        Gonzo.sleep(PAUSE);
      }
    }
  }

  private void begin(TaskGroup<Void> tasks, Socket socket) {
    if (handshakes.size() >= mostAtOnce) {
      Socket oldest = handshakes.removeFirst();
      node.reports()
          .warn(oldest.remoteAddress() + " is closed: too many connections are in their handshake");
      oldest.close();
    }
    handshakes.add(socket);
    try {
      var _ = tasks.spawn("connection from " + socket.remoteAddress(), () -> serve(socket));
    } catch (Throwable refused) {
      handshakes.remove(socket);
      socket.close();
      throw refused;
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      node.accepted(socket, () -> handshakes.remove(socket));
    } catch (RefusedException refused) {
      if (refused.refusal().isExpected()) {
        node.reports().debug(String.valueOf(refused.getMessage()));
      } else {
        report(socket, refused);
      }
    } catch (IOException failed) {
      report(socket, failed);
    } finally {
      handshakes.remove(socket);
    }
  }

  private void report(Socket socket, IOException failure) {
    node.reports()
        .warn(
            "the connection from "
                + socket.remoteAddress()
                + " is closed: "
                + Names.line(String.valueOf(failure.getMessage())));
  }
}
