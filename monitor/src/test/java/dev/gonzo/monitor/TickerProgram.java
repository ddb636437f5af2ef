package dev.gonzo.monitor;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;

import dev.gonzo.queue.Queue;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures by hand how late a ticker of 10 ms is on a kernel with many tasks, while {@code gonzo
 * monitor} or {@code gonzo top} looks at it: "TickerProgram 1000000 3000" prints each 10 seconds.
 */
public final class TickerProgram {
  private static final int EACH_MILLIS = 10;
  private static final int TICKS = 1_000;

  private TickerProgram() {}

  public static void main(String[] arguments) {
    int tasks = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]) / 10;
    // A second kernel, which has something to do.
    Thread _ = Thread.ofPlatform().daemon().name("second").start(TickerProgram::pingPong);
    run(() -> {
      for (int i = 0; i < tasks; i++) {
        spawnDaemon("sleeper-" + i, () -> sleep(ofHours(10)));
        if (i % 1_000 == 0) {
          yieldNow();
        }
      }
      System.out.println("ready");
      for (int round = 0; round < rounds; round++) {
        long[] late = new long[TICKS];
        for (int tick = 0; tick < TICKS; tick++) {
          long before = System.nanoTime();
          sleep(ofMillis(EACH_MILLIS));
          late[tick] = System.nanoTime() - before - EACH_MILLIS * 1_000_000L;
        }
        Arrays.sort(late);
        System.out.printf(
            Locale.ROOT,
            "late by, in ms: median %.2f  p99 %.2f  most %.2f%n",
            late[TICKS / 2] / 1e6,
            late[TICKS * 99 / 100] / 1e6,
            late[TICKS - 1] / 1e6);
      }
    });
  }

  private static void pingPong() {
    run(() -> {
      Queue<Integer> there = Queue.bounded(1);
      Queue<Integer> back = Queue.bounded(1);
      spawnDaemon(
          "pong",
          () -> {
            while (true) {
              back.put(there.get());
            }
          });
      while (true) {
        there.put(1);
        back.get();
        sleep(ofMillis(5));
      }
    });
  }
}
