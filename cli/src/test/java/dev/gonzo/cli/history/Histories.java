package dev.gonzo.cli.history;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;

import dev.gonzo.net.Tcp;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real histories for tests, as files. */
final class Histories {
  private Histories() {}

  /**
   * Hosts that connect to each other in a ring. The first crashes, and the last one is cut off.
   *
   * @param last the name of the task that each of them starts at its end
   */
  static Ending<?> ring(Path trace, int hosts, int rounds, String last) throws IOException {
    try (var file = new PrintWriter(Files.newBufferedWriter(trace))) {
      var simulation = Simulation.of(SimulationOptions.ofSeed(7).withTrace(file::println));
      for (int i = 0; i < hosts; i++) {
        String next = "node" + (i + 1) % hosts;
        String name = "node" + i;
        Host _ = simulation.host(name, () -> node(name, next, rounds, last));
      }
      Host first = simulation.hosts().getFirst();
      return simulation.run(() -> {
        sleep(ofMillis(150));
        first.crash();
        simulation.network().isolate(simulation.hosts().getLast());
        sleep(ofMillis(100));
        first.restart();
        simulation.network().heal();
        sleep(ofMillis(100L * rounds));
      });
    }
  }

  private static void node(String name, String next, int rounds, String last) throws Exception {
    var server =
        spawn(() ->
            Tcp.serve(
                name,
                7,
                client -> {
                  var buffer = new byte[8];
                  for (int count; (count = client.read(buffer)) > 0; ) {
                    client.writeAll(buffer, 0, count);
                  }
                }));
    for (int round = 0; round < rounds; round++) {
      sleep(ofMillis(100));
      exchange(next);
    }
    spawn(last, () -> sleep(ofMillis(10))).join();
    server.join();
  }

  private static void exchange(String next) {
    boolean _ =
        ignoreAfter(
            ofMillis(50),
            () -> {
              try (var server = Tcp.connect(next, 7)) {
                server.writeAll(new byte[4]);
                int _ = server.read(new byte[8]);
              } catch (IOException refused) {
                sleep(ofMillis(1));
              }
            });
  }
}
