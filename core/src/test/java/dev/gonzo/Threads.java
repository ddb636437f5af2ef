package dev.gonzo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for the effects of other threads, for tests, and fails if they do not come. */
public final class Threads {
  private static final long LIMIT_NANOS = Duration.ofMinutes(2).toNanos();

  private Threads() {}

  /** Returns as soon as the condition holds. */
  public static void await(String what, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > LIMIT_NANOS) {
        throw new AssertionError("still not so: " + what);
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** Returns as soon as the thread waits for something. */
  public static void awaitWaiting(Thread thread) {
    await(
        thread + " waits",
        () ->
            switch (thread.getState()) {
              case WAITING, TIMED_WAITING, BLOCKED -> true;
              default -> false;
            });
  }

  /** The number of live threads whose names have a prefix. */
  public static long alive(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }
}
