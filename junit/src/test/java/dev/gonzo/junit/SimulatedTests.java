package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.sim.FaultKind;
import dev.gonzo.sim.Host;
import dev.gonzo.stream.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tests of the kind that users write, which other tests run. */
final class SimulatedTests {
  private SimulatedTests() {}

  /** A server that counts requests, and keeps the count on its disk. */
  static class Counter {
    private static final Path FILE = Path.of("count");
    private static final int PORT = 7000;

    private final boolean isDurable;

    Counter(boolean isDurable) {
      this.isDurable = isDurable;
    }

    void serve(String host) throws IOException {
      Tcp.serve(host, PORT, this::answer);
    }

    private void answer(Socket client) throws IOException {
      Input.of(client).withLimit(100).readLine();
      String before = AsyncFiles.exists(FILE) ? AsyncFiles.readString(FILE) : "";
      long count = before.isEmpty() ? 1 : Long.parseLong(before) + 1;
      if (isDurable) {
        AsyncFiles.replace(FILE, Long.toString(count).getBytes(UTF_8));
      } else {
        AsyncFiles.writeString(FILE, Long.toString(count));
      }
      client.writeAll((count + "\n").getBytes(UTF_8));
    }

    static long increment(String server) throws IOException {
      try (Socket socket = Tcp.connect(server, PORT)) {
        socket.writeAll("increment\n".getBytes(UTF_8));
        String reply = Input.of(socket).readLine();
        return reply == null ? 0 : Long.parseLong(reply);
      }
    }

    /** Asks until there is an answer. */
    static long incrementSurely(String server) {
      while (true) {
        try {
          long count = timeoutAfter(ofSeconds(1), () -> increment(server));
          if (count > 0) {
            return count;
          }
        } catch (IOException | DeadlineExceededException failed) {
          // Again.
        }
        sleep(ofMillis(100));
      }
    }
  }

  /** What is acknowledged may be lost. */
  static class Forgetful {
    @HostProgram
    void server() throws IOException {
      new Counter(false).serve("server");
    }

    @Simulated(seeds = 200, faults = Simulated.Faults.DRAWN)
    void acknowledged_increments_survive(Host server) {
      long last = 0;
      for (int i = 0; i < 10; i++) {
        long count = Counter.incrementSurely("server");
        if (count <= last) {
          throw new AssertionError("counted " + count + " after " + last);
        }
        last = count;
        sleep(ofSeconds(5));
      }
    }
  }

  /** What is acknowledged is there. */
  static class Durable {
    @HostProgram
    void server() throws IOException {
      new Counter(true).serve("server");
    }

    @Simulated(seeds = 20, faults = Simulated.Faults.NONE)
    void acknowledged_increments_survive(Host server) throws IOException {
      assertEquals(1, Counter.increment("server"));
      server.crash();
      server.restart();
      assertEquals(2, Counter.incrementSurely("server"));
    }
  }

  /** Assumes that tasks run in the order in which they were spawned. */
  static class Race {
    private final List<String> arrived = new ArrayList<>();

    @Simulated(seeds = 200)
    void tasks_arrive_in_order() {
      var first = spawn("first", () -> arrived.add("first"));
      var second = spawn("second", () -> arrived.add("second"));
      first.join();
      second.join();
      assertEquals(List.of("first", "second"), arrived, "arrivals");
    }
  }

  /** Seeds in the order in which they are given. */
  static class ChosenSeeds {
    @Simulated(seed = {4711, 5})
    void sleeps() {
      sleep(ofSeconds(1));
    }
  }

  /** What it does depends on how often it has run. */
  static class Unrepeatable {
    private static int runs;

    @Simulated(seeds = 1)
    void sleeps() {
      sleep(ofSeconds(++runs));
    }
  }

  /** The failure comes from outside of the simulation. */
  static class FailsOnce {
    private static boolean hasFailed;

    @Simulated(seeds = 1)
    void fails() {
      sleep(ofSeconds(1));
      if (!hasFailed) {
        hasFailed = true;
        throw new IllegalStateException("only once");
      }
      sleep(ofSeconds(1));
    }
  }

  /** Ends before a host can crash. */
  static class NeverCrashes {
    @HostProgram
    void server() {
      sleep(ofSeconds(1));
    }

    @Simulated(seeds = 3, with = FaultKind.CRASH)
    void ends_at_once() {}
  }
}
