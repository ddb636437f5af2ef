package unmodified;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Input;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** A server that answers each request with its path, and a client that is the JDK's. */
public final class SmallHttp {
  /** Its port. */
  public static final int PORT = 8080;

  private SmallHttp() {}

  /** Serves clients. It never answers {@code /never}. */
  public static void serve(String host) throws IOException {
    Tcp.serve(
        host,
        PORT,
        client -> {
          try {
            answer(client);
          } catch (IOException gone) {
            // The clients of the tests see why.
          }
        });
  }

  private static void answer(Socket client) throws IOException {
    Input in = Input.of(client);
    String request = in.readLine();
    for (String line = request; line != null && !line.isEmpty(); ) {
      line = in.readLine();
    }
    if (request == null) {
      return;
    }
    String path = request.split(" ")[1];
    if (path.equals("/never")) {
      in.readAll(1); // until the client gives up
      return;
    }
    String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n";
    client.writeAll((head.formatted(path.length()) + path).getBytes(US_ASCII));
  }

  /** A request for a path, which is not sent yet. */
  public static HttpURLConnection open(String host, String path) throws IOException {
    return (HttpURLConnection)
        URI.create("http://" + host + ":" + PORT + path).toURL().openConnection();
  }

  /** Sends a request, and returns the body of its answer. */
  public static String get(HttpURLConnection request) throws IOException {
    try (var body = request.getInputStream()) {
      return new String(body.readAllBytes(), US_ASCII);
    }
  }
}
