package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;

/** An echo server, as in {@code examples/EchoServer.java}. */
final class Echo {
  private Echo() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    run(() -> Tcp.serve("127.0.0.1", port, Echo::echo));
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[65536];
    for (int n; (n = client.read(buffer)) > 0; ) {
      client.writeAll(buffer, 0, n);
    }
  }
}
