package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Streams;
import java.io.IOException;

/** A proxy: connects to the backend for each client, and copies bytes both ways. */
final class Proxy {
  private Proxy() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int backend = Integer.parseInt(arguments[1]);
    run(() -> Tcp.serve("127.0.0.1", port, client -> pass(client, backend)));
  }

  private static void pass(Socket client, int port) throws IOException {
    try (Socket backend = Tcp.connect("127.0.0.1", port)) {
      var answers =
          spawn(() -> {
            Streams.copy(backend, client);
            client.shutdownOutput();
          });
      Streams.copy(client, backend);
      backend.shutdownOutput();
      answers.join();
    }
  }
}
