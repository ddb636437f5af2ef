package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.ClientInput;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.engine.http1.RequestHead;
import dev.gonzo.http.engine.http1.ResponseHead;
import dev.gonzo.http.engine.http1.Upgraded;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.time.Duration;

/** Opens connections: to a server or a proxy, with a tunnel and TLS where they are needed. */
final class Connector {
  private static final String HTTP_1_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  private final ClientOptions options;
  private final Dialer dialer;
  private final TlsOptions tls;
  private final TlsOptions tlsForHttp1;

  Connector(ClientOptions options, Dialer dialer) {
    this.options = options;
    this.dialer = dialer;
    // A close_notify is sent, and not waited for: the length of each message is known.
    TlsOptions basis = options.tls().withCloseTimeout(Duration.ZERO);
    tlsForHttp1 = basis.withApplicationProtocols(HTTP_1_1);
    tls =
        switch (options.versions()) {
          case HTTP_1_1_ONLY -> tlsForHttp1;
          case NEGOTIATED -> basis.withApplicationProtocols(HTTP_2, HTTP_1_1);
          case HTTP_2_ONLY -> basis.withApplicationProtocols(HTTP_2);
        };
  }

  /** Whether a connection may turn out to be one for all requests. */
  boolean mayBeShared(Route route) {
    if (route.isHttp1()) {
      return false;
    }
    return switch (options.versions()) {
      case HTTP_1_1_ONLY -> false;
      case NEGOTIATED -> route.isSecure();
      case HTTP_2_ONLY -> true;
    };
  }

  /** Opens a connection. If it is cancelled, nothing stays open. */
  @Async
  ClientConnection connect(Route route) throws IOException {
    if (route.proxy().isEmpty()) {
      Origin origin = route.origin().orElseThrow();
      return over(dialer.dial(origin.host(), origin.port()), route);
    }
    Proxy proxy = route.proxy().get();
    ByteStream stream = dialer.dial(proxy.host(), proxy.port());
    if (route.origin().isPresent()) {
      tunnel(stream, route.origin().get(), proxy);
    }
    return over(stream, route);
  }

  private ClientConnection over(ByteStream stream, Route route) throws IOException {
    boolean isHttp2Known = options.versions() == Versions.HTTP_2_ONLY && !route.isHttp1();
    if (!route.isSecure()) {
      return isHttp2Known ? http2(stream) : new Http1ClientConnection(stream, options.http1());
    }
    String host = route.origin().orElseThrow().host();
    TlsStream secure = Tls.client(stream, host, route.isHttp1() ? tlsForHttp1 : tls);
    if (secure.applicationProtocol().filter(HTTP_2::equals).isPresent()) {
      return http2(secure);
    }
    if (isHttp2Known) {
      Gonzo.withoutCancellation(secure::close);
      throw new IOException(
          route + " does not support HTTP/2, and Versions.HTTP_2_ONLY allows no other version");
    }
    return new Http1ClientConnection(secure, options.http1());
  }

  private Http2ClientConnection http2(ByteStream stream) {
    return new Http2ClientConnection(
        stream, options.http2(), options.pool().idleTime(), options.http1().answer());
  }

  /** Asks a proxy to connect to a server. If that fails, the stream is closed. */
  private void tunnel(ByteStream stream, Origin origin, Proxy proxy) throws IOException {
    var connection = new Http1ClientConnection(stream, options.http1());
    boolean isOpen = false;
    try {
      Headers fields = Headers.of("host", origin.hostAndPort());
      for (var header : proxy.headers()) {
        fields = fields.with(header.name(), header.value());
      }
      connection.engine.send(RequestHead.of("CONNECT", origin.hostAndPort(), fields));
      connection.engine.send(EndOfMessage.plain());
      connection.transfer.flush();
      awaitTunnel(connection, origin, proxy);
      isOpen = true;
    } finally {
      if (!isOpen) {
        Gonzo.withoutCancellation(connection::close);
      }
    }
  }

  private static void awaitTunnel(Http1ClientConnection connection, Origin origin, Proxy proxy)
      throws IOException {
    while (true) {
      switch (connection.transfer.next()) {
        case ResponseHead head when head.isInformational() || head.status() / 100 == 2 -> {}
        case ResponseHead head ->
            throw new ProxyException(
                head.status(),
                "%s does not open a tunnel to %s: it answered %d %s%s"
                    .formatted(
                        proxy,
                        origin.hostAndPort(),
                        head.status(),
                        head.reason(),
                        head.status() == 407
                            ? "; set proxy-authorization with Proxy.withHeaders"
                            : ""));
        case Upgraded _ -> {
          if (connection.transfer.rest().hasRemaining()) {
            throw new ProxyException(
                0, proxy + " sends bytes before TLS has begun: it is no tunnel");
          }
          return;
        }
        case ClientInput other -> {
          IOException failure = Http1Exchange.failure(other);
          var noTunnel =
              new ProxyException(0, proxy + " does not open a tunnel: " + failure.getMessage());
          noTunnel.initCause(failure);
          throw noTunnel;
        }
      }
    }
  }
}
