package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Elsewhere;
import dev.gonzo.Suspension;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A server that listens on a port.
 *
 * <pre>{@code
 * try (HttpServer server = Http.listen("127.0.0.1", 0, ServerOptions.defaults())) {
 *   System.out.println("listening on " + server.localAddress());
 *   server.serve(exchange -> exchange.send("hello\n"));
 * }
 * }</pre>
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public final class HttpServer implements AutoCloseable {
  private final Listener listener;
  private final ServerOptions options;

  private HttpServer(Listener listener, ServerOptions options) {
    this.listener = listener;
    this.options = options;
  }

  /**
   * Starts to listen.
   *
   * <p>Suspends while the host is resolved, and while the files of the certificate are read; a
   * checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one, which {@link #localAddress} returns
   * @param options the options
   * @return the server; close it
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws IOException if the operating system refuses, or the certificate cannot be read
   * @throws IllegalArgumentException if the options for TLS have no certificate
   */
  @Async
  public static HttpServer listen(String host, int port, ServerOptions options) throws IOException {
    Optional<TlsOptions> tls = options.tls();
    if (tls.isPresent()) {
      // Reads the certificate, so that an error in it is reported now.
      var _ = Tls.handler(tls.get(), _ -> {});
    }
    return new HttpServer(Tcp.listen(host, port, options.listen()), options);
  }

  /**
   * Serves connections until it is cancelled or closed. Then it stops listening first; idle
   * connections end at once, and the others end with the response that they are sending, within the
   * {@linkplain dev.gonzo.net.ListenOptions#grace grace period}; handlers that still run after it
   * are cancelled, and awaited.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param handler answers a request
   * @throws IOException if accepting fails; when the server is closed, it returns
   * @throws dev.gonzo.BusyException if another task serves here already
   */
  @Async
  public void serve(@Elsewhere ExchangeHandler handler) throws IOException {
    var connections = new ServerConnections(options, handler);
    connections.listening(localAddress());
    try {
      listener.serve(connections::serve, connections::drain);
    } finally {
      connections.close();
    }
  }

  /**
   * {@return the address on which it listens, with the actual port} Never suspends.
   *
   * @throws IOException if it is closed
   */
  @Async(Suspension.NEVER)
  public InetSocketAddress localAddress() throws IOException {
    return listener.localAddress();
  }

  /**
   * Stops listening. A task in {@link #serve} then lets the connections end, and returns. Closing
   * twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    listener.close();
  }

  @Override
  public String toString() {
    return "HttpServer[" + listener + "]";
  }
}
