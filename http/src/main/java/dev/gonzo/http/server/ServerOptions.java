package dev.gonzo.http.server;

import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.tls.TlsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a server.
 *
 * <pre>{@code
 * ServerOptions.defaults()
 *     .withTls(TlsOptions.defaults().withCertificate(certificate, key))
 *     .withObserver(AccessLog.common(System.out::println))
 * }</pre>
 *
 * @param listen how connections are accepted, how many, and how long they may go on when the server
 *     stops
 * @param tls for HTTPS: the certificate. The protocols are {@code h2} and {@code http/1.1}, unless
 *     the options for TLS choose among them
 * @param http1 the limits of connections of HTTP/1.1
 * @param http2 the limits of connections of HTTP/2
 * @param observers what is called at each step, for logs and metrics
 */
public record ServerOptions(
    ListenOptions listen,
    Optional<TlsOptions> tls,
    Http1Limits http1,
    Http2Limits http2,
    List<ExchangeObserver> observers) {
  private static final Set<String> PROTOCOLS = Set.of("h2", "http/1.1");
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final ServerOptions DEFAULTS =
      new ServerOptions(
          ListenOptions.defaults().withGrace(GRACE),
          Optional.empty(),
          Http1Limits.defaults(),
          Http2Limits.DEFAULTS,
          List.of());

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if the options for TLS name an application protocol that is
   *     not HTTP
   */
  public ServerOptions {
    Objects.requireNonNull(listen);
    Objects.requireNonNull(http1);
    Objects.requireNonNull(http2);
    observers = List.copyOf(observers);
    tls.ifPresent(ServerOptions::requireHttp);
  }

  private static void requireHttp(TlsOptions tls) {
    for (String protocol : tls.applicationProtocols()) {
      if (!PROTOCOLS.contains(protocol)) {
        throw new IllegalArgumentException(
            "a server of HTTP speaks h2 and http/1.1, got the application protocol " + protocol);
      }
    }
  }

  /**
   * {@return the defaults: no TLS, no connection limit, a grace period of 10 seconds, the default
   * limits of both versions, and no observer}
   */
  public static ServerOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets how connections are accepted. Their grace period is zero, unless {@link
   * ListenOptions#withGrace} sets another.
   *
   * @param newListen the options, such as the connection limit and the grace period
   * @return a changed copy
   */
  public ServerOptions withListen(ListenOptions newListen) {
    return new ServerOptions(newListen, tls, http1, http2, observers);
  }

  /**
   * Sets how long responses may go on when the server stops.
   *
   * @param grace the time; zero for none
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public ServerOptions withGrace(Duration grace) {
    return withListen(listen.withGrace(grace));
  }

  /**
   * Sets how many connections are served at the same time by each kernel. Further ones wait in the
   * system until one ends.
   *
   * @param limit at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public ServerOptions withConnectionLimit(int limit) {
    return withListen(listen.withConnectionLimit(limit));
  }

  /**
   * Serves HTTPS.
   *
   * @param newTls the options, with a certificate
   * @return a changed copy
   * @throws IllegalArgumentException if they name an application protocol that is not HTTP
   */
  public ServerOptions withTls(TlsOptions newTls) {
    return new ServerOptions(listen, Optional.of(newTls), http1, http2, observers);
  }

  /**
   * Sets the limits of connections of HTTP/1.1.
   *
   * @param limits the limits
   * @return a changed copy
   */
  public ServerOptions withHttp1(Http1Limits limits) {
    return new ServerOptions(listen, tls, limits, http2, observers);
  }

  /**
   * Sets the limits of connections of HTTP/2.
   *
   * @param limits the limits
   * @return a changed copy
   */
  public ServerOptions withHttp2(Http2Limits limits) {
    return new ServerOptions(listen, tls, http1, limits, observers);
  }

  /**
   * Adds an observer, such as an {@link AccessLog}.
   *
   * @param observer the observer
   * @return a changed copy
   */
  public ServerOptions withObserver(ExchangeObserver observer) {
    var more = new ArrayList<>(observers);
    more.add(observer);
    return new ServerOptions(listen, tls, http1, http2, more);
  }
}
