package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.sim.NetworkConditions;
import dev.gonzo.sim.Simulation;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 on a simulated network that splits and delays what is sent, by a seed. */
@ParameterizedClass
@ValueSource(longs = {1, 2, 3})
class SimulatedHttp2ServerTest extends Http2ServerConformance {
  private final long seed;

  SimulatedHttp2ServerTest(long seed) {
    this.seed = seed;
  }

  @Override
  Path directory() {
    return Path.of("/");
  }

  @Override
  void serving(ServerOptions options, ExchangeHandler handler, Client client) throws Exception {
    Simulation simulation = Simulation.ofSeed(seed);
    simulation
        .network()
        .conditions(
            NetworkConditions.good()
                .withSplitting(0.5)
                .withStalls(0.1)
                .withDelays(ofMillis(1), ofMillis(50)));
    simulation.host(
        "server",
        () -> {
          try (HttpServer server = HttpServer.listen("0.0.0.0", 8080, options)) {
            server.serve(handler);
          }
        });
    simulation
        .run(() -> {
          sleep(ofSeconds(1));
          client.use("server", 8080);
        })
        .<Exception>valueOrThrow();
  }
}
