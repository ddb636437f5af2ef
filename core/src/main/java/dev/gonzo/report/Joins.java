package dev.gonzo.report;

/** Joins threads. An interrupt does not end the wait: it is kept, and set again after it. */
public final class Joins {
  private Joins() {}

  /**
   * Waits for the end of each thread, but not longer than a limit.
   *
   * @param threads the threads
   * @param mostMillis the limit for each of them, in milliseconds
   */
  public static void each(Iterable<Thread> threads, long mostMillis) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(mostMillis);
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    restore(interrupted);
  }

  /**
   * Waits for the ends of threads, without a limit.
   *
   * @param threads the threads
   * @param onInterrupt what to do at each interrupt of the thread that waits
   */
  public static void untilEnd(Iterable<Thread> threads, Runnable onInterrupt) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException wanted) {
          interrupted = true;
          onInterrupt.run();
        }
      }
    }
    restore(interrupted);
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
