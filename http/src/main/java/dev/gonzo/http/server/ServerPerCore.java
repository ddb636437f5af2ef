package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernels;
import java.util.concurrent.CompletableFuture;

/** Servers on several kernels that share one port. */
public final class ServerPerCore {
  private final String host;
  private final int port;
  private final ServerOptions options;
  private final HandlerFactory handlers;
  private final CompletableFuture<Integer> chosen = new CompletableFuture<>();

  private ServerPerCore(String host, int port, ServerOptions options, HandlerFactory handlers) {
    this.host = host;
    this.port = port;
    this.options = options.withListen(options.listen().withReusePort());
    this.handlers = handlers;
  }

  /**
   * Serves on several kernels until the program gets a signal to end; see {@link
   * dev.gonzo.http.Http#servePerCore}.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param count how many kernels, from 1 to 1,024
   * @param host a host name or an address of this machine
   * @param port the port; with 0 the system chooses one, which all kernels use
   * @param options the options
   * @param handlers creates the handler of each kernel
   * @throws dev.gonzo.kernel.KernelFailedException if one of the kernels has failed, as when the
   *     address is in use
   * @throws dev.gonzo.Cancelled if the calling thread was interrupted
   * @throws IllegalStateException inside a coroutine
   */
  public static void serve(
      int count, String host, int port, ServerOptions options, @Elsewhere HandlerFactory handlers) {
    Kernels.perCore(count, new ServerPerCore(host, port, options, handlers)::serveOn);
  }

  @Async
  private void serveOn(int core) throws Exception {
    ExchangeHandler handler = handlers.create(core);
    int actual = core == 0 || port != 0 ? port : Gonzo.await(chosen.copy());
    try (HttpServer server = HttpServer.listen(host, actual, options)) {
      if (core == 0) {
        chosen.complete(server.localAddress().getPort());
      }
      server.serve(handler);
    }
  }
}
