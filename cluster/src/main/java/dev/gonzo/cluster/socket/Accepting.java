package dev.gonzo.cluster.socket;

import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.TaskGroup;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Accepts connections. Only some may be in their handshake at once: one more closes one of them, so
 * that those who connect and say nothing keep no other out. Which one is drawn: the oldest would be
 * each node, if a stranger connects faster than a handshake takes.
 */
final class Accepting {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SocketNode node;
  private final Listener listener;
  private final int mostAtOnce;
  private final List<Socket> handshakes = new ArrayList<>();

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
      int drawn = ByteBuffer.wrap(Environment.randomBytes(Integer.BYTES)).getInt();
      Socket closed = handshakes.remove(Integer.remainderUnsigned(drawn, handshakes.size()));
      node.reports()
          .warn(closed.remoteAddress() + " is closed: too many connections are in their handshake");
      closed.close();
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
    } catch (RuntimeException defect) {
      node.reports()
          .error(
              "the connection from " + socket.remoteAddress() + " has failed by a defect", defect);
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
