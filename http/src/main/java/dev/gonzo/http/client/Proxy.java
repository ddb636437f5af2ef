package dev.gonzo.http.client;

import dev.gonzo.http.engine.Headers;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * An HTTP proxy. Requests with http are sent to it, and for https it opens a tunnel (CONNECT), so
 * it sees the names of those servers, and nothing more. Nothing is read from the environment.
 *
 * <pre>{@code
 * Proxy.of("proxy.example.org", 3128)
 *     .withHeaders(Headers.of("proxy-authorization", "Basic " + credentials))
 *     .exceptFor(host -> host.endsWith(".internal") || host.equals("localhost"))
 * }</pre>
 *
 * @param host its name or address
 * @param port its port
 * @param headers fields for the proxy only: with each request of http, and with CONNECT
 * @param except whether a host is connected to directly
 */
public record Proxy(String host, int port, Headers headers, Predicate<String> except) {
  /**
   * Creates a proxy.
   *
   * @throws IllegalArgumentException if the host is empty, or the port is not from 1 to 65535
   */
  public Proxy {
    Objects.requireNonNull(headers);
    Objects.requireNonNull(except);
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "a proxy has a host, and a port from 1 to 65535, got " + host + ":" + port);
    }
  }

  /**
   * {@return a proxy for all hosts}
   *
   * @param host its name or address
   * @param port its port
   * @throws IllegalArgumentException if the host is empty, or the port is not from 1 to 65535
   */
  public static Proxy of(String host, int port) {
    return new Proxy(host, port, Headers.none(), Proxy::isNever);
  }

  /**
   * {@return a copy with fields for the proxy}
   *
   * @param newHeaders the fields, such as {@code proxy-authorization}
   */
  public Proxy withHeaders(Headers newHeaders) {
    return new Proxy(host, port, newHeaders, except);
  }

  /**
   * {@return a copy that is not used for some hosts}
   *
   * @param hosts whether a host, in lower case, is connected to directly
   */
  public Proxy exceptFor(Predicate<String> hosts) {
    return new Proxy(host, port, headers, hosts);
  }

  private static boolean isNever(String host) {
    return false;
  }

  @Override
  public String toString() {
    return "the proxy " + host + ":" + port;
  }
}
