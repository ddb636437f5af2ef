package app;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.tls.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A server and a client in one program. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    String echoed = run(() -> echo("Hello"));
    System.out.println(echoed + " on the " + Kernels.carrier() + " carrier");
    System.out.println("TLS: " + TlsOptions.defaults());
  }

  /** Sends a text to a server that runs in its own task, and returns the reply. */
  public static String echo(String text) throws IOException {
    try (var listener = Tcp.listen("127.0.0.1", 0)) {
      Task<?> server =
          spawn(() -> {
            try (Socket client = listener.accept()) {
              var buffer = new byte[1024];
              int count = client.read(buffer);
              client.writeAll(buffer, 0, count);
            }
            return true;
          });
      try (Socket socket = Tcp.connect("127.0.0.1", listener.localAddress().getPort())) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.writeAll(bytes, 0, bytes.length);
        var buffer = new byte[1024];
        int count = socket.read(buffer);
        return new String(buffer, 0, count, StandardCharsets.UTF_8);
      } finally {
        var _ = server.join();
      }
    }
  }
}
