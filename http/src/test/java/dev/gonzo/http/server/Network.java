package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.NetworkConditions;
import dev.gonzo.sim.Simulation;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Where a server and a client run: one body of a test for all of them. */
sealed interface Network {
  String ALL = "dev.gonzo.http.server.Network#all";

  /** What a client does. */
  @FunctionalInterface
  interface Client {
    void use(String host, int port) throws Exception;
  }

  /** Serves in one place, runs a client in another, and waits for the end of both. */
  void serving(ServerOptions options, ExchangeHandler handler, Client client) throws Exception;

  default void serving(ExchangeHandler handler, Client client) throws Exception {
    serving(ServerOptions.defaults(), handler, client);
  }

  /** The kernels of this machine, and simulated networks. */
  static Stream<Network> all() {
    return Stream.concat(
        Stream.of("epoll", "uring", "nio").map(Loopback::new),
        LongStream.rangeClosed(1, 5).mapToObj(Simulated::new));
  }

  /** Both on one kernel. */
  record Loopback(String kernel) implements Network {
    @Override
    public void serving(ServerOptions options, ExchangeHandler handler, Client client)
        throws Exception {
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

  /** Two hosts on a network that splits and delays what is sent, by a seed. */
  record Simulated(long seed) implements Network {
    @Override
    public void serving(ServerOptions options, ExchangeHandler handler, Client client)
        throws Exception {
      Simulation simulation = Simulation.ofSeed(seed);
      simulation
          .network()
          .conditions(
              NetworkConditions.good()
                  .withSplitting(0.5)
                  .withStalls(0.1)
                  .withDelays(ofMillis(1), ofMillis(200)));
      simulation.host("server", () -> serve(options, handler));
      Ending<?> ending =
          simulation.run(() -> {
            sleep(ofSeconds(1));
            client.use("server", 8080);
          });
      var _ = ending.valueOrThrow();
    }

    private static void serve(ServerOptions options, ExchangeHandler handler) throws Exception {
      try (HttpServer server = HttpServer.listen("0.0.0.0", 8080, options)) {
        server.serve(handler);
      }
    }
  }
}
