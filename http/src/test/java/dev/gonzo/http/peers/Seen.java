package dev.gonzo.http.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gonzo.http.server.Exchange;
import java.io.IOException;

/**
 * A request as one side has understood it.
 *
 * @param method its method
 * @param target its target
 * @param body its body, one character for each byte
 */
record Seen(String method, String target, String body) {
  /** Reads a request to its end. */
  static Seen of(Exchange exchange) throws IOException {
    byte[] body = exchange.body().bytes(1 << 20);
    return new Seen(exchange.method(), exchange.target(), new String(body, ISO_8859_1));
  }
}
