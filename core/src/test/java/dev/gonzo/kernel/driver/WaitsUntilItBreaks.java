package dev.gonzo.kernel.driver;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.net.Tcp;
import java.time.Duration;

/** Waits in short pieces for as long as the system lets it, and prints which tasks cleaned up. */
final class WaitsUntilItBreaks {
  private WaitsUntilItBreaks() {}

  static void main(String[] arguments) throws Exception {
    run(() -> {
      try (var listener = Tcp.listen("127.0.0.1", 0)) {
        spawn(() -> {
          try (var client = listener.accept()) {
            throw new AssertionError(client);
          } finally {
            sleep(Duration.ofMillis(1));
            System.out.println("accept cleaned up");
          }
        });
        try {
          while (true) {
            sleep(Duration.ofMillis(1));
          }
        } finally {
          sleep(Duration.ofMillis(50));
          System.out.println("main cleaned up");
        }
      }
    });
  }
}
