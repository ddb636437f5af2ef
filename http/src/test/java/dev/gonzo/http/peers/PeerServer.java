package dev.gonzo.http.peers;

import dev.gonzo.EmbeddedKernel;
import dev.gonzo.http.Http;
import dev.gonzo.http.server.ExchangeHandler;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;

/** A server of ours on a kernel of its own, beside the thread of the test. */
final class PeerServer implements AutoCloseable {
  private final EmbeddedKernel kernel;
  private final int port;

  private PeerServer(EmbeddedKernel kernel, int port) {
    this.kernel = kernel;
    this.port = port;
  }

  static PeerServer start(ServerOptions options, ExchangeHandler handler) throws IOException {
    var kernel = EmbeddedKernel.start();
    HttpServer server = kernel.entryPoint().call(() -> Http.listen("127.0.0.1", 0, options));
    int port = kernel.entryPoint().call(() -> server.localAddress().getPort());
    var _ = kernel.entryPoint().submit(() -> server.serve(handler));
    return new PeerServer(kernel, port);
  }

  static PeerServer start(ExchangeHandler handler) throws IOException {
    return start(ServerOptions.defaults(), handler);
  }

  int port() {
    return port;
  }

  String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  EmbeddedKernel kernel() {
    return kernel;
  }

  @Override
  public void close() {
    kernel.stop(Duration.ZERO);
  }
}
