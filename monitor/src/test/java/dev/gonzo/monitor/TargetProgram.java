package dev.gonzo.monitor;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static java.time.Duration.ofHours;

import dev.gonzo.Task;
import dev.gonzo.sync.Lock;

/** A program that a test looks into, in another process; it ends with its standard input. */
public final class TargetProgram {
  static final String HOSTILE = "<script>alert(1)</script>\n\u001b[2J\u202e\"'&";

  private TargetProgram() {}

  /** Runs it; the argument is how many sleepers it has. */
  public static void main(String[] arguments) {
    int sleepers = Integer.parseInt(arguments[0]);
    Thread _ = Thread.ofPlatform().daemon().start(TargetProgram::endWithInput);
    run(() -> {
      var lock = Lock.of("account");
      Task<?> holder =
          spawn(
              "holder",
              () -> {
                try (var _ = lock.acquire()) {
                  sleep(ofHours(1));
                }
              });
      spawn("waiter", lock::acquire);
      spawnDaemon("joiner", holder::join);
      spawnDaemon(HOSTILE, () -> sleep(ofHours(1)));
      for (int i = 0; i < sleepers; i++) {
        spawnDaemon("sleeper-" + i, () -> sleep(ofHours(1)));
      }
      dev.gonzo.Gonzo.yieldNow();
      System.out.println("ready");
      sleep(ofHours(1));
    });
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (java.io.IOException ended) {
      // The test is over.
    }
    System.exit(0);
  }
}
