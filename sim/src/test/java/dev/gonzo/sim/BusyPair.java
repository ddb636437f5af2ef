package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.TaskGroup;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Udp;
import dev.gonzo.net.UdpSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Two hosts that use the network and their disks all the time, and bear every fault. */
final class BusyPair {
  private static final int STREAMS = 7000;
  private static final int DATAGRAMS = 7001;
  private static final int MESSAGE = 1_000;

  final Host server;
  final Host client;

  BusyPair(Simulation simulation) {
    server =
        simulation.host(
            "server",
            () -> {
              try (var group = TaskGroup.open()) {
                group.spawn("streams", () -> Tcp.serve("server", STREAMS, BusyPair::echo));
                group.spawn("datagrams", BusyPair::sink);
                group.spawn("files", BusyPair::files);
                group.join();
              }
            });
    client =
        simulation.host(
            "client",
            () -> {
              try (var group = TaskGroup.open()) {
                group.spawn("streams", BusyPair::ask);
                group.spawn("datagrams", BusyPair::shout);
                group.spawn("files", BusyPair::files);
                group.join();
              }
            });
  }

  private static void echo(Socket socket) {
    try {
      var buffer = new byte[MESSAGE];
      for (int count; (count = socket.read(buffer)) >= 0; ) {
        socket.writeAll(buffer, 0, count);
      }
    } catch (IOException lost) {
      // That is what the faults are for.
    }
  }

  private static void ask() {
    while (true) {
      try {
        timeoutAfter(
            ofSeconds(5),
            () -> {
              try (Socket socket = Tcp.connect("server", STREAMS)) {
                for (int i = 0; i < 10; i++) {
                  socket.writeAll(new byte[MESSAGE]);
                  for (int left = MESSAGE; left > 0; ) {
                    left -= Math.max(0, socket.read(new byte[MESSAGE]));
                  }
                  sleep(ofMillis(100));
                }
              }
            });
      } catch (IOException | DeadlineExceededException lost) {
        sleep(ofMillis(100));
      }
    }
  }

  private static void sink() throws IOException {
    try (UdpSocket socket = Udp.open("server", DATAGRAMS)) {
      while (true) {
        var _ = socket.receiveFrom(new byte[10]);
      }
    }
  }

  private static void shout() {
    while (true) {
      try (UdpSocket socket = Udp.connect("server", DATAGRAMS)) {
        while (true) {
          socket.send(new byte[10]);
          sleep(ofMillis(100));
        }
      } catch (IOException refused) {
        sleep(ofMillis(100));
      }
    }
  }

  private static void files() {
    Path path = Path.of("file");
    while (true) {
      try (var file = AsyncFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.writeAll(new byte[MESSAGE]);
        file.sync();
        var _ = AsyncFiles.readAllBytes(path);
        AsyncFiles.delete(path);
      } catch (IOException failed) {
        // That is what the faults are for.
      }
      sleep(ofMillis(200));
    }
  }
}
