package app;

import static dev.gonzo.Gonzo.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void what_is_sent_comes_back() throws IOException {
    assertEquals("in a test", run(() -> Main.echo("in a test")));
    assertEquals("scheduler", Kernels.carrier());
  }
}
