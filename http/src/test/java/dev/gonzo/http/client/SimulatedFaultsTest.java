package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.TaskGroup;
import dev.gonzo.http.Http;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.NetworkConditions;
import dev.gonzo.sim.Simulation;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that crashes in the middle of responses, on a network that cuts connections. */
class SimulatedFaultsTest {
  @ParameterizedTest
  @EnumSource(
      value = Versions.class,
      names = {"NEGOTIATED", "HTTP_2_ONLY"})
  void each_response_is_whole_or_an_error_and_the_client_recovers(Versions versions)
      throws Exception {
    int errors = 0;
    for (long seed = 1; seed <= 4; seed++) {
      errors += errors(seed, versions);
    }
    assertThat(errors).as("errors").isPositive();
  }

  private static int errors(long seed, Versions versions) throws Exception {
    Simulation simulation = Simulation.ofSeed(seed);
    simulation
        .network()
        .conditions(
            NetworkConditions.good()
                .withSplitting(0.5)
                .withDelays(ofMillis(1), ofMillis(30))
                .withResets(0.002));
    Host server =
        simulation.host(
            "server",
            () -> {
              try (HttpServer listening =
                  HttpServer.listen("0.0.0.0", 8080, ServerOptions.defaults())) {
                listening.serve(exchange -> exchange.send(exchange.path().repeat(2000)));
              }
            });
    int[] ends = {0, 0};
    simulation
        .run(() -> {
          ClientOptions options =
              ClientOptions.defaults().withVersions(versions).withTimeout(ofSeconds(20));
          try (Client client = Http.client(options)) {
            try (var group = TaskGroup.open()) {
              for (int i = 0; i < 5; i++) {
                String path = "/" + i;
                group.spawn(() -> {
                  for (int j = 0; j < 20; j++) {
                    try {
                      String text = client.text("http://server:8080" + path, 1 << 20);
                      assertThat(text).isEqualTo(path.repeat(2000));
                      ends[0]++;
                      sleep(ofMillis(100));
                    } catch (IOException failure) {
                      ends[1]++;
                      sleep(ofMillis(200));
                    }
                  }
                });
              }
              group.spawn(() -> {
                for (int i = 0; i < 3; i++) {
                  sleep(ofMillis(700));
                  server.crash();
                  sleep(ofMillis(300));
                  server.restart();
                }
              });
              group.join();
            }
            simulation.network().conditions(NetworkConditions.good());
            sleep(ofSeconds(30));
            assertThat(client.text("http://server:8080/last", 1 << 20)).hasSize(10_000);
          }
          return null;
        })
        .<Exception>valueOrThrow();
    assertThat(ends[0]).as("responses").isPositive();
    assertThat(ends[0] + ends[1]).isEqualTo(100);
    return ends[1];
  }
}
