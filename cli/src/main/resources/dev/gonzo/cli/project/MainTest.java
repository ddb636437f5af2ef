package @package@;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gonzo.junit.GonzoTest;

class MainTest {
  // In a kernel of its own, and in virtual time: no test waits for a sleep.
  @GonzoTest(virtualTime = true)
  void it_greets() {
    assertEquals("Hello Gonzo", Main.greeting("Gonzo"));
  }
}
