package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Elsewhere;
import dev.gonzo.Suspension;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A server that listens on a port. */
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
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or an address of this machine
   * @param port the port; with 0 the system chooses one
   * @param options the options
   * @return the server; close it
   * @throws IOException if the operating system refuses, or the certificate cannot be read
   */
  @Async
  public static HttpServer listen(String host, int port, ServerOptions options)
      throws IOException {
    return new HttpServer(Tcp.listen(host, port, options.listen()), options);
  }

  /**
   * Serves connections until it is cancelled or closed.
   *
   * @param handler answers a request
   * @throws IOException if accepting fails
   */
  @Async
  public void serve(@Elsewhere ExchangeHandler handler) throws IOException {
    throw new UnsupportedOperationException(handler + " " + options);
  }

  /**
   * {@return the address on which it listens} Never suspends.
   *
   * @throws IOException if it is closed
   */
  @Async(Suspension.NEVER)
  public InetSocketAddress localAddress() throws IOException {
    return listener.localAddress();
  }

  /** Stops listening. */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    listener.close();
  }
}
