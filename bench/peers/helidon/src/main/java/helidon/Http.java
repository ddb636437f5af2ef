package helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

/** A server that answers "ok": {@code Http PORT}. */
final class Http {
  private Http() {}

  public static void main(String[] arguments) {
    byte[] ok = "ok".getBytes(US_ASCII);
    WebServer.builder()
        .host("127.0.0.1")
        .port(Integer.parseInt(arguments[0]))
        .routing(
            HttpRouting.builder()
                .get(
                    "/",
                    (_, response) -> {
                      response.header("content-type", "text/plain");
                      response.send(ok);
                    }))
        .build()
        .start();
  }
}
