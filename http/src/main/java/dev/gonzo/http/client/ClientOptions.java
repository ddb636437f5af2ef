package dev.gonzo.http.client;

import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.net.ConnectOptions;
import dev.gonzo.tls.TlsOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The options of a client.
 *
 * <pre>{@code
 * ClientOptions.defaults()
 *     .withTimeout(ofSeconds(20))
 *     .withTls(TlsOptions.defaults().withTrusted(authority))
 *     .withHttp1(Http1Limits.defaults().withAnswer(ofSeconds(5)))
 * }</pre>
 *
 * @param tls for https: what is trusted; the client sets the protocols (ALPN)
 * @param connect how connections are opened, with the time limit for that
 * @param timeout how long a request may take, from the call of {@code send} to the last byte of the
 *     response, with redirects and repetitions; empty for no limit
 * @param expectContinue how long a client waits for the server to ask for the body, which it then
 *     sends without; empty to send it at once, without {@code expect: 100-continue}
 * @param http1 the limits of connections of HTTP/1.1, with the times for the response and for its
 *     body
 * @param http2 the limits of connections of HTTP/2
 * @param versions the versions of HTTP
 * @param pool how many connections are kept
 * @param redirects which redirects are followed
 * @param proxy the proxy; empty for none
 * @param decompression whether compressed bodies are asked for
 */
public record ClientOptions(
    TlsOptions tls,
    ConnectOptions connect,
    Optional<Duration> timeout,
    Optional<Duration> expectContinue,
    Http1Limits http1,
    Http2Limits http2,
    Versions versions,
    PoolLimits pool,
    Redirects redirects,
    Optional<Proxy> proxy,
    Decompression decompression) {
  private static final ClientOptions DEFAULTS =
      new ClientOptions(
          TlsOptions.defaults(),
          ConnectOptions.defaults().withTimeout(Duration.ofSeconds(10)),
          Optional.empty(),
          Optional.empty(),
          Http1Limits.defaults(),
          Http2Limits.DEFAULTS,
          Versions.NEGOTIATED,
          PoolLimits.defaults(),
          Redirects.defaults(),
          Optional.empty(),
          Decompression.on());

  /**
   * {@return the defaults: what the JVM trusts, 10 seconds to connect, 60 seconds for a response to
   * begin, no limit for the whole, HTTP/2 where a server supports it, redirects, compressed bodies}
   */
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets what is trusted with https.
   *
   * @param newTls the options; their protocols (ALPN) are replaced
   * @return a changed copy
   */
  public ClientOptions withTls(TlsOptions newTls) {
    return with(draft -> draft.tls = newTls);
  }

  /**
   * Sets how connections are opened.
   *
   * @param newConnect the options, with the time limit
   * @return a changed copy
   */
  public ClientOptions withConnect(ConnectOptions newConnect) {
    return with(draft -> draft.connect = newConnect);
  }

  /**
   * Limits how long a request may take, from the call of {@code send} to the last byte of the
   * response.
   *
   * @param limit the limit
   * @return a changed copy
   */
  public ClientOptions withTimeout(Duration limit) {
    return with(draft -> draft.timeout = Optional.of(limit));
  }

  /**
   * Sends {@code expect: 100-continue} with a request that has a body, and waits before the body is
   * sent: a server that refuses the request then does not get it.
   *
   * @param limit how long it waits; then it sends the body, for many servers do not answer this
   * @return a changed copy
   */
  public ClientOptions withExpectContinue(Duration limit) {
    return with(draft -> draft.expectContinue = Optional.of(limit));
  }

  /**
   * Sets the limits of connections of HTTP/1.1.
   *
   * @param limits the limits
   * @return a changed copy
   */
  public ClientOptions withHttp1(Http1Limits limits) {
    return with(draft -> draft.http1 = limits);
  }

  /**
   * Sets the limits of connections of HTTP/2.
   *
   * @param limits the limits
   * @return a changed copy
   */
  public ClientOptions withHttp2(Http2Limits limits) {
    return with(draft -> draft.http2 = limits);
  }

  /**
   * Sets the versions of HTTP.
   *
   * @param newVersions the versions
   * @return a changed copy
   */
  public ClientOptions withVersions(Versions newVersions) {
    return with(draft -> draft.versions = newVersions);
  }

  /**
   * Sets how many connections are kept.
   *
   * @param limits the limits
   * @return a changed copy
   */
  public ClientOptions withPool(PoolLimits limits) {
    return with(draft -> draft.pool = limits);
  }

  /**
   * Sets which redirects are followed.
   *
   * @param newRedirects the choice
   * @return a changed copy
   */
  public ClientOptions withRedirects(Redirects newRedirects) {
    return with(draft -> draft.redirects = newRedirects);
  }

  /**
   * Sets a proxy.
   *
   * @param newProxy the proxy
   * @return a changed copy
   */
  public ClientOptions withProxy(Proxy newProxy) {
    return with(draft -> draft.proxy = Optional.of(newProxy));
  }

  /**
   * Sets whether compressed bodies are asked for.
   *
   * @param newDecompression the choice
   * @return a changed copy
   */
  public ClientOptions withDecompression(Decompression newDecompression) {
    return with(draft -> draft.decompression = newDecompression);
  }

  private ClientOptions with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** Options while one of them is changed. */
  private static final class Draft {
    private TlsOptions tls;
    private ConnectOptions connect;
    private Optional<Duration> timeout;
    private Optional<Duration> expectContinue;
    private Http1Limits http1;
    private Http2Limits http2;
    private Versions versions;
    private PoolLimits pool;
    private Redirects redirects;
    private Optional<Proxy> proxy;
    private Decompression decompression;

    Draft(ClientOptions from) {
      tls = from.tls;
      connect = from.connect;
      timeout = from.timeout;
      expectContinue = from.expectContinue;
      http1 = from.http1;
      http2 = from.http2;
      versions = from.versions;
      pool = from.pool;
      redirects = from.redirects;
      proxy = from.proxy;
      decompression = from.decompression;
    }

    ClientOptions options() {
      return new ClientOptions(
          tls,
          connect,
          timeout,
          expectContinue,
          http1,
          http2,
          versions,
          pool,
          redirects,
          proxy,
          decompression);
    }
  }
}
