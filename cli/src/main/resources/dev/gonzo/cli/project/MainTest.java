package @package@;

import static dev.gonzo.Gonzo.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void it_greets() {
    // In virtual time: no test waits for a sleep.
    var kernel = Kernels.open("none", new VirtualClock());
    assertEquals("Hello Gonzo", run(kernel, () -> Main.greeting("Gonzo")));
  }
}
