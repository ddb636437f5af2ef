package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofSeconds;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.http.Http;
import dev.gonzo.http.server.ExchangeHandler;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.kernel.Kernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The client on each kernel of this machine. */
@Tag("realTime")
@ParameterizedClass
@CsvSource({
  "epoll, NEGOTIATED",
  "epoll, HTTP_2_ONLY",
  "uring, NEGOTIATED",
  "uring, HTTP_2_ONLY",
  "nio, NEGOTIATED",
  "nio, HTTP_2_ONLY",
})
class LoopClientTest extends ClientConformance {
  private final String kernel;

  LoopClientTest(String kernel, Versions versions) {
    super(versions);
    this.kernel = kernel;
  }

  @Override
  void using(ClientOptions options, ExchangeHandler handler, Body body) throws Exception {
    run(
        Kernels.of(kernel),
        () -> {
          try (HttpServer server = HttpServer.listen("127.0.0.1", 0, ServerOptions.defaults())) {
            Task<?> serving = spawn(() -> server.serve(handler));
            String uri = "http://127.0.0.1:" + server.localAddress().getPort();
            try (Client client = Http.client(options)) {
              Gonzo.timeoutAfter(ofSeconds(60), () -> body.run(client, uri));
            }
            serving.cancel();
          }
        });
  }
}
