package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.sim.NetworkConditions;
import dev.gonzo.sim.Simulation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The server on a simulated network that splits and delays what is sent, by a seed. */
@ParameterizedClass
@ValueSource(longs = {1, 2, 3, 4, 5})
class SimulatedServerTest extends HttpServerConformance {
  private final long seed;

  SimulatedServerTest(long seed) {
    this.seed = seed;
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
                .withDelays(ofMillis(1), ofMillis(200)));
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
