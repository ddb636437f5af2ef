package dev.gonzo.cli.training;

import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.EOFException;
import java.io.IOException;

/** An echo server with many connections, and its clients. */
final class EchoTraining {
  private static final int CONNECTIONS = 100;

  /** With these, the methods of the loop run often enough for the JVM's best compiler. */
  private static final int MESSAGES = 300;

  private static final int MESSAGE_BYTES = 512;
  private static final int BUFFER_BYTES = 65_536;

  private EchoTraining() {}

  static void run(Kernel kernel) throws IOException {
    dev.gonzo.Gonzo.run(kernel, EchoTraining::main);
  }

  private static void main() throws IOException {
    try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
      var server = spawn(() -> listener.serve(EchoTraining::echo));
      int port = listener.localAddress().getPort();
      try (var clients = TaskGroup.open()) {
        for (int i = 0; i < CONNECTIONS; i++) {
          clients.spawn(() -> converse(port));
        }
        clients.join();
      }
      server.requestCancel("every client has ended");
    }
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[BUFFER_BYTES];
    for (int n; (n = client.read(buffer)) > 0; ) {
      client.writeAll(buffer, 0, n);
    }
  }

  private static void converse(int port) throws IOException {
    var message = new byte[MESSAGE_BYTES];
    try (Socket socket = Tcp.connect("127.0.0.1", port)) {
      for (int i = 0; i < MESSAGES; i++) {
        socket.writeAll(message);
        for (int left = message.length; left > 0; ) {
          int n = socket.read(message, 0, left);
          if (n <= 0) {
            throw new EOFException("the echo server closed the connection");
          }
          left -= n;
        }
      }
    }
  }
}
