package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.http.Http;
import dev.gonzo.http.server.ExchangeHandler;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.sim.NetworkConditions;
import dev.gonzo.sim.Simulation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The client on a simulated network that splits and delays what is sent, by a seed. */
@ParameterizedClass
@CsvSource({
  "1, NEGOTIATED",
  "2, NEGOTIATED",
  "3, NEGOTIATED",
  "1, HTTP_2_ONLY",
  "2, HTTP_2_ONLY",
  "3, HTTP_2_ONLY",
})
class SimulatedClientTest extends ClientConformance {
  private final long seed;

  SimulatedClientTest(long seed, Versions versions) {
    super(versions);
    this.seed = seed;
  }

  @Override
  void using(ClientOptions options, ExchangeHandler handler, Body body) throws Exception {
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
          try (HttpServer server = HttpServer.listen("0.0.0.0", 8080, ServerOptions.defaults())) {
            server.serve(handler);
          }
        });
    simulation
        .run(() -> {
          sleep(ofSeconds(1));
          try (Client client = Http.client(options)) {
            body.run(client, "http://server:8080");
          }
          return null;
        })
        .<Exception>valueOrThrow();
  }
}
