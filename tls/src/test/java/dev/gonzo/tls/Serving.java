package dev.gonzo.tls;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Task;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;

/** A server in a task of its own, while a client does what is tested. */
final class Serving {
  private Serving() {}

  /** What the client does. */
  @FunctionalInterface
  interface Client {
    void use(int port) throws Exception;
  }

  static void on(Kernel kernel, TlsOptions options, TlsHandler handler, Client client)
      throws Exception {
    run(
        kernel,
        () -> {
          try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
            Task<?> server = spawn(() -> listener.serve(Tls.handler(options, handler)));
            client.use(listener.localAddress().getPort());
            listener.close();
            server.join();
          }
        });
  }

  /** Sends back what comes. */
  static void echo(TlsStream client) throws Exception {
    var buffer = new byte[65536];
    for (int count; (count = client.read(buffer, 0, buffer.length)) >= 0; ) {
      client.writeAll(buffer, 0, count);
    }
  }
}
