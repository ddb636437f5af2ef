package dev.gonzo.cli.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.server.StatusException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Admits the page's own requests only. Other users of this machine do not know the secret; and a
 * page of another site, which the user's browser shows, is refused by its {@code Host}, {@code
 * Origin} and {@code Sec-Fetch-Site} even if it has found the port or the address.
 */
final class PageGuard {
  private static final int SECRET_BYTES = 24;

  /** What each answer says to the browser. */
  static final Map<String, String> HEADERS = headers();

  private final int port;
  private final String secret;

  PageGuard(int port) {
    this.port = port;
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    this.secret = HexFormat.of().formatHex(random);
  }

  private static Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    headers.put(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    headers.put("x-content-type-options", "nosniff");
    headers.put("referrer-policy", "no-referrer");
    headers.put("cross-origin-resource-policy", "same-origin");
    headers.put("cross-origin-opener-policy", "same-origin");
    headers.put("cache-control", "no-store");
    return headers;
  }

  /** The address of the page. */
  String address() {
    return "http://127.0.0.1:" + port + "/" + secret + "/";
  }

  /** The path behind the secret; throws if the request may not be answered. */
  String admitted(Exchange exchange) throws StatusException {
    Set<String> hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    if (!hosts.contains(exchange.authority())) {
      throw new StatusException(421, "this page is at 127.0.0.1 only");
    }
    String path = exchange.path();
    int end = path.indexOf('/', 1);
    byte[] given = path.substring(Math.min(1, path.length()), Math.max(1, end)).getBytes(UTF_8);
    if (!MessageDigest.isEqual(given, secret.getBytes(UTF_8))) {
      throw new StatusException(403, "open the address that gonzo monitor has printed");
    }
    String site = exchange.headers().first("sec-fetch-site").orElse("none");
    if (!site.equals("none") && !site.equals("same-origin")) {
      throw new StatusException(403, "another site's page may not ask");
    }
    return path.substring(end + 1);
  }

  /** Refuses a question that a page of another site could send. */
  void requireFromPage(Exchange exchange) throws StatusException {
    Optional<String> origin = exchange.headers().first("origin");
    if (origin.isPresent() && !origin.get().equals("http://" + exchange.authority())) {
      throw new StatusException(403, "another site's page may not ask");
    }
    // A form cannot send this type.
    if (!exchange.headers().first("content-type").orElse("").equals("application/json")) {
      throw new StatusException(415, "a question is application/json");
    }
  }
}
