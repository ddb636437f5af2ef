package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Many tasks that take turns, and many timers: {@code go turns TASKS TURNS} and {@code go timers
 * TASKS PER_SECOND SECONDS}. All tasks are there before the measured time begins, and all have had
 * their first turn.
 */
final class Growth {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  // Plain fields: one task runs at a time.
  private long count;
  private boolean isOver;
  private boolean isWatched;
  private long lastTurn;
  private long slowest;

  private Growth() {}

  public static void main(String[] arguments) throws Exception {
    Requests.serve(request -> {
      int tasks = Integer.parseInt(request[1]);
      var growth = new Growth();
      return switch (request[0]) {
        case "turns" -> run(() -> growth.turns(tasks, Long.parseLong(request[2])));
        case "timers" ->
            run(() -> growth.timers(tasks, Long.parseLong(request[2]), Long.parseLong(request[3])));
        default -> throw new IllegalArgumentException("'" + request[0] + "' is not known");
      };
    });
  }

  private String turns(int tasks, long turns) {
    long heapBefore = heap();
    for (int i = 0; i < tasks; i++) {
      spawn(this::takeTurns);
    }
    yieldNow(); // first come, first served: when this turn comes, all of them have had theirs
    yieldNow();
    count = 0;
    long before = SYSTEM.getProcessCpuTime();
    while (count < turns) {
      yieldNow();
    }
    long counted = count;
    long used = SYSTEM.getProcessCpuTime() - before;
    long heapOfOne = (heap() - heapBefore) / tasks;
    lastTurn = System.nanoTime();
    isWatched = true;
    yieldNow();
    yieldNow();
    isOver = true;
    return answer(counted, used, heapOfOne);
  }

  /** What is on the heap after a full collection. */
  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void takeTurns() {
    while (!isOver) {
      yieldNow();
      count++;
      if (isWatched) {
        long now = System.nanoTime();
        slowest = Math.max(slowest, now - lastTurn);
        lastTurn = now;
      }
    }
  }

  /** Each task sleeps again and again, so that together they wake at the given rate. */
  private String timers(int tasks, long perSecond, long seconds) {
    var period = Duration.ofNanos(1_000_000_000L * tasks / perSecond);
    for (int i = 0; i < tasks; i++) {
      var first = Duration.ofNanos(period.toNanos() * i / tasks);
      spawn(() -> {
        sleep(first);
        while (!isOver) {
          sleep(period);
          count++;
        }
      });
    }
    sleep(period.plusMillis(500)); // now each has been awake once
    count = 0;
    long before = SYSTEM.getProcessCpuTime();
    sleep(Duration.ofSeconds(seconds));
    long counted = count;
    long used = SYSTEM.getProcessCpuTime() - before;
    isOver = true;
    return answer(counted, used, 0);
  }

  private String answer(long counted, long used, long heapOfOne) {
    return "{\"operations\":%d,\"cpu_nanos\":%d,\"slowest_nanos\":%d,\"heap\":%d}"
        .formatted(counted, used, slowest, heapOfOne);
  }
}
