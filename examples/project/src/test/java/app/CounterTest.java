package app;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.junit.HostProgram;
import dev.gonzo.junit.Simulated;
import dev.gonzo.junit.Simulated.Faults;
import dev.gonzo.sim.Host;
import java.io.IOException;
import java.nio.file.Path;

class CounterTest {
  @HostProgram
  void server() throws IOException {
    new Counter(Path.of("count")).serve("server");
  }

  @Simulated(seeds = 200)
  void no_number_is_given_twice() {
    long last = 0;
    for (int i = 0; i < 10; i++) {
      long number = Counter.next("server");
      assertTrue(number > last, "got " + number + " after " + last);
      last = number;
      sleep(ofSeconds(5));
    }
  }

  @Simulated(seeds = 50, faults = Faults.NONE)
  void it_goes_on_after_a_crash(Host server) {
    assertEquals(1, Counter.next("server"));
    server.crash();
    server.restart();
    assertEquals(2, Counter.next("server"));
  }
}
