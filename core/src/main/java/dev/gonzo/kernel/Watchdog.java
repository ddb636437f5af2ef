package dev.gonzo.kernel;

import dev.gonzo.Task;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.Reports;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notices a kernel that one task keeps busy, and names the task with its stack while it still does:
 * once for each place in the code.
 *
 * <p>It looks twice in the time that it allows, so that a turn is reported when it has lasted
 * between one and one and a half times as long.
 */
final class Watchdog implements AutoCloseable {
  private static final int MOST_PLACES = 1_000;
  private static final int LOOKS = 2;

  /** What stands between a user's block with a deadline and the kernel. */
  private static final Set<String> BLOCKS =
      Set.of(
          "dev.gonzo.Gonzo",
          "dev.gonzo.Blocks",
          "dev.gonzo.Deadline",
          "dev.gonzo.Coroutine",
          "dev.gonzo.Task");

  private final Activity activity;
  private final long limitNanos;
  private final Thread thread;
  private final Set<String> places = new HashSet<>();
  private volatile boolean closed;

  Watchdog(Activity activity, Duration limit, String kernelThread) {
    this.activity = activity;
    this.limitNanos = limit.toNanos();
    activity.limit(limitNanos);
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name(kernelThread + "-watchdog")
            .start(this::watch);
  }

  private void watch() {
    long seen = -1;
    int looks = 0;
    while (!closed) {
      LockSupport.parkNanos(this, limitNanos / LOOKS);
      long turns = activity.turns();
      Task<?> task = activity.running();
      if (task == null || turns != seen) {
        seen = turns;
        looks = 0;
      } else if (++looks == LOOKS) {
        activity.foundLong(turns);
        report(task, turns);
      }
    }
  }

  private void report(Task<?> task, long turn) {
    StackTraceElement[] stack = task.stack();
    if (activity.turns() != turn || stack.length == 0) {
      return; // it has let go meanwhile, and the stack is of another moment
    }
    if (places.size() < MOST_PLACES && places.add(place(stack))) {
      Reports.warn(
          """
          task %s has kept its kernel busy for more than %d ms; no other task runs meanwhile.
          %s. It is at
          %s\
          """
              .formatted(
                  task.name(),
                  Duration.ofNanos(limitNanos).toMillis(),
                  advice(task),
                  Arrays.stream(stack)
                      .map(frame -> "    at " + frame)
                      .collect(Collectors.joining("\n"))));
    }
  }

  private static String advice(Task<?> task) {
    return Carrier.foreignBlocksKeepTheDriver() && task instanceof LoopTask<?> held && held.waits()
        ? "It waits in a call of the JDK's, which keeps the kernel on the baton carrier: use"
            + " runInThread(...), or a way to wait of Gonzo's"
        : "Let it yieldNow() now and then, or use runInThread(...)";
  }

  /**
   * The innermost frame that is not the JDK's: a loop's place stays, its callees' places change.
   */
  static String place(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (!frame.getClassName().startsWith("java.")
          && !frame.getClassName().startsWith("jdk.")
          && !frame.getClassName().startsWith("dev.gonzo.carrier.")
          && !frame.getClassName().startsWith("dev.gonzo.kernel.")
          && !BLOCKS.contains(frame.getClassName())) {
        return frame.getClassName() + "." + frame.getMethodName();
      }
    }
    return stack.length == 0 ? "its end" : String.valueOf(stack[0]);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The watchdog's limit: {@code -Dgonzo.watchdog=MILLIS}, 0 for none; 100 by default. */
  static @Nullable Duration configuredLimit() {
    int millis = Integer.getInteger("gonzo.watchdog", 100);
    return millis <= 0 ? null : Duration.ofMillis(millis);
  }

  /** Whether the user, and not only the default, wants one. */
  static boolean isAskedFor() {
    return System.getProperty("gonzo.watchdog") != null;
  }
}
