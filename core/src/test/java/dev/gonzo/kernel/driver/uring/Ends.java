package dev.gonzo.kernel.driver.uring;

import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;

/** Two ends of a connection within one kernel. */
record Ends(Socket client, Socket server) implements AutoCloseable {
  static Ends open() throws IOException {
    try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
      Socket client = Tcp.connect("127.0.0.1", listener.localAddress().getPort());
      return new Ends(client, listener.accept());
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
