package dev.gonzo.http.websocket;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pages that may open a WebSocket to a server: always those of its own host, and clients that
 * are no browsers.
 *
 * <p>Any page can open a WebSocket to any server, and the browser sends the cookies of that server
 * along. So a server that trusts cookies must check where the page came from.
 *
 * @param allowed the origins of other pages, such as {@code https://shop.example}
 * @param any whether all pages may connect
 */
public record Origins(Set<String> allowed, boolean any) {
  /**
   * Creates the rule.
   *
   * @throws IllegalArgumentException if an origin is not {@code scheme://host} or {@code
   *     scheme://host:port}
   */
  public Origins {
    allowed = allowed.stream().map(Origins::requireOrigin).collect(Collectors.toUnmodifiableSet());
  }

  private static String requireOrigin(String origin) {
    int host = origin.indexOf("://") + 3;
    if (host < 4 || host == origin.length() || origin.indexOf('/', host) >= 0) {
      throw new IllegalArgumentException(
          "an origin is scheme://host or scheme://host:port, got " + origin);
    }
    return normal(origin);
  }

  /**
   * {@return whether a page may connect}
   *
   * @param origin the field {@code origin} of the request; empty if there is none, which is so for
   *     clients that are no browsers
   * @param authority the host that the request asks for, with its port if it has one
   */
  public boolean permit(String origin, String authority) {
    if (any || origin.isEmpty()) {
      return true;
    }
    String normal = normal(origin);
    int host = normal.indexOf("://");
    // The scheme is not compared: a proxy that ends TLS in front of the server changes it.
    return host > 0
        && (allowed.contains(normal)
            || normal.equals(normal(normal.substring(0, host) + "://" + authority)));
  }

  private static String normal(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") && lower.endsWith(":80")) {
      return lower.substring(0, lower.length() - 3);
    }
    if (lower.startsWith("https://") && lower.endsWith(":443")) {
      return lower.substring(0, lower.length() - 4);
    }
    return lower;
  }
}
