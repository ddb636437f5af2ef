package dev.gonzo.http.server;

import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.tls.TlsOptions;
import java.util.Optional;

/**
 * The options of a server.
 *
 * <pre>{@code
 * ServerOptions.defaults()
 *     .withTls(TlsOptions.defaults().withCertificate(certificate, key))
 *     .withListen(ListenOptions.defaults().withGrace(ofSeconds(10)))
 * }</pre>
 *
 * @param listen how connections are accepted, how many, and how long they may go on when the server
 *     stops
 * @param tls for HTTPS: the certificate; the protocols are {@code h2} and {@code http/1.1}
 * @param http1 the limits of connections of HTTP/1.1
 * @param http2 the limits of connections of HTTP/2
 */
public record ServerOptions(
    ListenOptions listen, Optional<TlsOptions> tls, Http1Limits http1, Http2Limits http2) {
  private static final ServerOptions DEFAULTS =
      new ServerOptions(
          ListenOptions.defaults(), Optional.empty(), Http1Limits.defaults(), Http2Limits.DEFAULTS);

  /** {@return the defaults: no TLS, and the default limits} */
  public static ServerOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets how connections are accepted.
   *
   * @param newListen the options, such as the connection limit and the grace period
   * @return a changed copy
   */
  public ServerOptions withListen(ListenOptions newListen) {
    return new ServerOptions(newListen, tls, http1, http2);
  }

  /**
   * Serves HTTPS.
   *
   * @param newTls the options, with a certificate
   * @return a changed copy
   */
  public ServerOptions withTls(TlsOptions newTls) {
    return new ServerOptions(listen, Optional.of(newTls), http1, http2);
  }

  /**
   * Sets the limits of connections of HTTP/1.1.
   *
   * @param limits the limits
   * @return a changed copy
   */
  public ServerOptions withHttp1(Http1Limits limits) {
    return new ServerOptions(listen, tls, limits, http2);
  }

  /**
   * Sets the limits of connections of HTTP/2.
   *
   * @param limits the limits
   * @return a changed copy
   */
  public ServerOptions withHttp2(Http2Limits limits) {
    return new ServerOptions(listen, tls, http1, limits);
  }
}
