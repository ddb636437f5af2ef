package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofSeconds;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 on each kernel of this machine. */
@Tag("realTime")
@ParameterizedClass
@ValueSource(strings = {"epoll", "uring", "nio"})
class LoopHttp2ServerTest extends Http2ServerConformance {
  private final String kernel;

  @TempDir private Path directory;

  LoopHttp2ServerTest(String kernel) {
    this.kernel = kernel;
  }

  @Override
  Path directory() {
    return directory;
  }

  @Override
  void serving(ServerOptions options, ExchangeHandler handler, Client client) throws Exception {
    run(
        Kernels.of(kernel),
        () -> {
          try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options)) {
            Task<?> serving = spawn(() -> server.serve(handler));
            int port = server.localAddress().getPort();
            Gonzo.timeoutAfter(ofSeconds(60), () -> client.use("127.0.0.1", port));
            server.close();
            serving.join();
          }
        });
  }
}
