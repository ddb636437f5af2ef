package dev.gonzo.http.client;

import java.util.Optional;

/**
 * How a server is reached: what the connections of one pool have in common.
 *
 * @param origin the server; empty for a proxy to which all requests of http are sent
 * @param proxy the proxy, if there is one
 * @param isHttp1 whether only HTTP/1.1 will do
 */
record Route(Optional<Origin> origin, Optional<Proxy> proxy, boolean isHttp1) {

  static Route to(Origin origin, Optional<Proxy> proxy, Versions versions) {
    Optional<Proxy> used = used(origin, proxy);
    // A proxy understands requests of HTTP/1.1; it passes on other bytes in a tunnel.
    boolean isShared = used.isPresent() && !origin.isSecure() && versions != Versions.HTTP_2_ONLY;
    return new Route(isShared ? Optional.empty() : Optional.of(origin), used, false);
  }

  /** How the server is reached for what only HTTP/1.1 has: through a proxy by a tunnel. */
  static Route overHttp1(Origin origin, Optional<Proxy> proxy) {
    return new Route(Optional.of(origin), used(origin, proxy), true);
  }

  private static Optional<Proxy> used(Origin origin, Optional<Proxy> proxy) {
    return proxy.filter(each -> !each.except().test(origin.host()));
  }

  /** Whether whole URIs are sent. */
  boolean isAbsolute() {
    return origin.isEmpty();
  }

  boolean isSecure() {
    return origin.isPresent() && origin.get().isSecure();
  }

  @Override
  public String toString() {
    String server = origin.map(Origin::toString).orElse("");
    return proxy.isEmpty()
        ? server
        : origin.isEmpty() ? proxy.get().toString() : server + " through " + proxy.get();
  }
}
