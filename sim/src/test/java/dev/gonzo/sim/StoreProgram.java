package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.Async;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Environment;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.Dns;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Udp;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A world with connections, datagrams, files and crashes: a server that keeps numbers on its disk,
 * clients that send it some, and beacons between the hosts.
 */
final class StoreProgram {
  private static final int PORT = 7_000;
  private static final int BEACONS = 7_001;
  private static final Path NUMBERS = Path.of("numbers");
  private static final List<String> CLIENTS = List.of("c1", "c2", "c3");
  private static final Duration PATIENCE = ofMillis(500);

  private StoreProgram() {}

  static Ending<List<String>> world(SimulationOptions options) {
    var simulation = Simulation.of(options);
    List<String> log = new ArrayList<>();
    Host server = simulation.host("server", () -> serve(log));
    Host paused = null;
    for (String name : CLIENTS) {
      paused = simulation.host(name, () -> send(name, log));
    }
    Host last = paused;
    return simulation.run(() -> {
      sleep(ofMillis(50 + Byte.toUnsignedInt(Environment.randomBytes(1)[0])));
      server.crash();
      last.pause(ofMillis(30));
      sleep(ofMillis(40));
      server.restart();
      last.setWallClock(ofSeconds(-5));
      sleep(ofSeconds(3));
      return log;
    });
  }

  @Async
  private static void serve(List<String> log) throws IOException {
    byte[] before = AsyncFiles.exists(NUMBERS) ? AsyncFiles.readAllBytes(NUMBERS) : new byte[0];
    log.add("the server begins with " + before.length);
    var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try (var file = AsyncFile.open(NUMBERS, options);
        var beacons = Udp.open("0.0.0.0", BEACONS)) {
      long[] end = {before.length};
      spawn(() -> {
        var buffer = new byte[10];
        while (true) {
          log.add("beacon of " + beacons.receiveFrom(buffer).length());
        }
      });
      Tcp.serve(
          "0.0.0.0",
          PORT,
          connection -> {
            var number = new byte[1];
            try {
              while (connection.read(number) > 0) {
                int _ = file.writeAt(end[0]++, number, 0, 1);
                file.sync();
                connection.writeAll(number);
              }
            } catch (IOException failure) {
              log.add("the server has lost a client: " + failure.getClass().getSimpleName());
            }
          });
    }
  }

  @Async
  private static void send(String name, List<String> log) throws IOException {
    try (var beacons = Udp.open("0.0.0.0", BEACONS)) {
      for (int i = 0; i < 20; i++) {
        int number = i;
        try (Socket server = timeoutAfter(PATIENCE, () -> Tcp.connect("server", PORT))) {
          timeoutAfter(
              PATIENCE,
              () -> {
                server.writeAll(new byte[] {(byte) number});
                log.add(name + " has sent " + server.read(new byte[1]));
              });
        } catch (IOException | DeadlineExceededException failure) {
          log.add(name + " has failed: " + failure.getClass().getSimpleName());
        }
        beacons.sendTo(new byte[i % 10], Dns.address(i % 2 == 0 ? "server" : "c1", BEACONS));
        sleep(ofMillis(20));
      }
    }
    sleep(ofSeconds(100));
  }
}
