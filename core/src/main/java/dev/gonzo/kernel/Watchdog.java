package dev.gonzo.kernel;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.Places;
import dev.gonzo.report.Reports;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notices a kernel that one task keeps busy, or blocks in native code, and names the task with its
 * stack while it still does: once for each line of the user's code.
 *
 * <p>A turn counts by what its thread does, not by the clock: see {@link LongTurn}. A thread that
 * is ready and gets no processor, on a busy machine, is not reported.
 */
final class Watchdog implements AutoCloseable {
  private static final int MOST_LINES = 1_000;
  private static final int LOOKS_AT_REST = 2;
  private static final int LOOKS_IN_A_TURN = 4;

  private final Activity activity;
  private final long limitNanos;
  private final Thread thread;
  // The user's lines in the stacks that were reported.
  private final Set<String> lines = new HashSet<>();
  private volatile boolean closed;
  // This thread only.
  private @Nullable LongTurn turn;
  private long seen;

  Watchdog(Activity activity, Duration limit, String kernelThread) {
    this.activity = activity;
    this.limitNanos = limit.toNanos();
    activity.limit(limitNanos);
    lookOnce(limitNanos);
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name(kernelThread + "-watchdog")
            .start(this::watch);
  }

  /**
   * Starts one with the limit that is configured. A kernel for which the system has no thread left
   * to watch it works as well.
   *
   * @return null if there is none
   */
  static @Nullable Watchdog start(Activity activity, String kernelThread) {
    Duration limit = configuredLimit();
    try {
      return limit == null ? null : new Watchdog(activity, limit, kernelThread);
    } catch (OutOfMemoryError noThread) {
      Reports.warn("no thread could be started to watch the kernel " + kernelThread, noThread);
      return null;
    }
  }

  /**
   * Loads and initialises what a look needs, while there is memory: a class that cannot be
   * initialised for want of memory is lost for the life of the JVM.
   */
  private static void lookOnce(long limitNanos) {
    boolean _ = new LongTurn(ThreadTimes.here(), limitNanos).look(ThreadTimes.here(), 0);
  }

  private void watch() {
    while (!closed) {
      long pause = limitNanos / (turn == null ? LOOKS_AT_REST : LOOKS_IN_A_TURN);
      long began = System.nanoTime();
      LockSupport.parkNanos(this, pause);
      long passed = System.nanoTime() - began;
      // A machine that wakes this thread late keeps others waiting too, for which a task may wait:
      // a thread that it starts, or a stopped JVM.
      try {
        look(passed > pause + pause / LOOKS_IN_A_TURN ? 0 : Math.min(pause, passed));
      } catch (Throwable noMemory) {
        turn = null; // the next look begins anew
      }
    }
  }

  private void look(long passedNanos) {
    long number = activity.turns();
    Stepper stepper = activity.stepper();
    if (!(activity.running() instanceof LoopTask<?> task) || stepper == null) {
      turn = null;
      return;
    }
    ThreadTimes now = ThreadTimes.of(stepper, task);
    if (turn == null || number != seen) {
      seen = number;
      turn = new LongTurn(now, limitNanos);
    } else if (activity.turns() == number && turn.look(now, passedNanos)) {
      activity.foundLong(number);
      report(task, number, turn.finding());
    }
  }

  private void report(LoopTask<?> task, long number, LongTurn.Finding finding) {
    StackTraceElement[] stack = task.stack();
    if (activity.turns() != number || stack.length == 0) {
      return; // it has let go meanwhile, and the stack is of another moment
    }
    if (isNew(stack)) {
      Reports.warn(
          """
          task %s has kept its kernel busy for more than %d ms%s; no other task runs meanwhile.
          %s. It is at
          %s\
          """
              .formatted(
                  task.name(),
                  Duration.ofNanos(limitNanos).toMillis(),
                  finding == LongTurn.Finding.WAITED ? " in a native block" : "",
                  advice(task, finding),
                  Arrays.stream(stack)
                      .map(frame -> "    at " + frame)
                      .collect(Collectors.joining("\n"))));
    }
  }

  /**
   * Whether a line of the user's in the stack was not reported before. The lines of the callers
   * count too: a method that blocks is to be known at each line that calls it.
   */
  private boolean isNew(StackTraceElement[] stack) {
    List<StackTraceElement> frames = Places.usersFrames(stack);
    boolean isNew = false;
    for (StackTraceElement frame : frames) {
      isNew |= lines.size() < MOST_LINES && lines.add(frame.toString());
    }
    return isNew || (frames.isEmpty() && lines.add(Places.lineOf(stack)));
  }

  private static String advice(LoopTask<?> task, LongTurn.Finding finding) {
    if (finding != LongTurn.Finding.WAITED) {
      return "Let it yieldNow() now and then, or use runInThread(...)";
    }
    return Carrier.foreignBlocksKeepTheDriver() && task.waits()
        ? "It waits in a call of the JDK's, which keeps the kernel on the baton carrier: use"
            + " runInThread(...), or a way to wait of Gonzo's"
        : "It waits in the system, where the kernel's thread waits with it: use runInThread(...),"
            + " or a way to wait of Gonzo's";
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
