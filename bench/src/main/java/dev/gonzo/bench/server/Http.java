package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gonzo.http.server.Exchange;
import java.io.IOException;

/** A server of HTTP that answers "ok". */
final class Http {
  private static final byte[] OK = "ok".getBytes(US_ASCII);

  private Http() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    run(() -> dev.gonzo.http.Http.serve("127.0.0.1", port, Http::answer));
  }

  static void answer(Exchange exchange) throws IOException {
    exchange.header("content-type", "text/plain").send(200, OK);
  }
}
