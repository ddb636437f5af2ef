package dev.gonzo.http;

import dev.gonzo.Async;
import dev.gonzo.Elsewhere;
import dev.gonzo.Suspension;
import dev.gonzo.http.client.Client;
import dev.gonzo.http.client.ClientOptions;
import dev.gonzo.http.server.ExchangeHandler;
import dev.gonzo.http.server.HandlerFactory;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.http.server.ServerPerCore;
import java.io.IOException;

/**
 * HTTP: servers and clients.
 *
 * <pre>{@code
 * void main() throws Exception {
 *   run(() -> Http.serve("127.0.0.1", 8080, exchange -> exchange.send("hello\n")));
 * }
 * }</pre>
 */
public final class Http {

  private Http() {}

  /**
   * Serves HTTP/1.1 and HTTP/2 on one port, and runs a handler for each request, until it is
   * cancelled.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one
   * @param handler answers a request
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws IOException if accepting fails
   */
  @Async
  public static void serve(String host, int port, @Elsewhere ExchangeHandler handler)
      throws IOException {
    serve(host, port, ServerOptions.defaults(), handler);
  }

  /**
   * Equivalent to {@link #serve(String, int, ExchangeHandler)}, with options.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one
   * @param options the options, such as TLS and the limits
   * @param handler answers a request
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws IOException if accepting fails, or the certificate cannot be read
   */
  @Async
  public static void serve(
      String host, int port, ServerOptions options, @Elsewhere ExchangeHandler handler)
      throws IOException {
    try (HttpServer server = listen(host, port, options)) {
      server.serve(handler);
    }
  }

  /**
   * Serves on one kernel per core, with one port for all, until a signal ends the program. Kernels
   * share nothing: each has its own listener, and the operating system distributes the connections.
   *
   * <pre>{@code
   * void main() {
   *   Http.servePerCore("0.0.0.0", 8080, ServerOptions.defaults(), core -> this::answer);
   * }
   * }</pre>
   *
   * <p>Ctrl-C and SIGTERM let the responses that have begun end, within the grace period, as with
   * {@link #serve}. If one kernel fails, all end.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one, which all kernels use and {@link
   *     dev.gonzo.http.server.ExchangeObserver#listening} reports
   * @param options the options, such as TLS and the limits; they hold for each kernel
   * @param handlers creates the handler of each kernel
   * @throws dev.gonzo.kernel.KernelFailedException if one of the kernels has failed, as when the
   *     address is in use
   * @throws dev.gonzo.Cancelled if the calling thread was interrupted
   * @throws IllegalStateException inside a coroutine
   */
  public static void servePerCore(
      String host, int port, ServerOptions options, @Elsewhere HandlerFactory handlers) {
    int cores = Runtime.getRuntime().availableProcessors();
    ServerPerCore.serve(cores, host, port, options, handlers);
  }

  /**
   * Starts to listen.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one, which {@link HttpServer#localAddress}
   *     returns
   * @param options the options, such as TLS and the limits
   * @return the server; close it
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws IOException if the operating system refuses, or the certificate cannot be read
   */
  @Async
  public static HttpServer listen(String host, int port, ServerOptions options) throws IOException {
    return HttpServer.listen(host, port, options);
  }

  /**
   * Opens a client with the default options.
   *
   * @return the client; close it
   */
  @Async(Suspension.NEVER)
  public static Client client() {
    return client(ClientOptions.defaults());
  }

  /**
   * Opens a client.
   *
   * @param options the options, such as the time limits and what is trusted
   * @return the client; close it
   */
  @Async(Suspension.NEVER)
  public static Client client(ClientOptions options) {
    return Client.open(options);
  }
}
