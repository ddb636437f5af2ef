package dev.gonzo.kernel.loop.watch;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.jfr.FlightRecording;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Joins;
import dev.gonzo.report.Log;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A thread that notices when one task keeps its kernel busy or blocks it in native code, and
 * reports the task and its stack while that lasts, once for each line of user code.
 *
 * <p>A turn is judged by what its thread does, not by elapsed time: see {@link LongTurn}. A thread
 * that is ready but gets no processor, on a busy machine, is not reported.
 */
public final class Watchdog implements AutoCloseable {
  private static final int MOST_LINES = 1_000;
  private static final int LOOKS_AT_REST = 2;
  private static final int LOOKS_IN_A_TURN = 4;

  private final TurnMeter meter;
  private final long limitNanos;
  private final Thread thread;
  // The lines of user code in the stacks that were reported.
  private final Set<String> lines = new HashSet<>();
  private volatile boolean closed;
  // This thread only.
  private @Nullable LongTurn turn;
  private long seen;

  Watchdog(TurnMeter meter, Duration limit, String kernelThread) {
    this.meter = meter;
    this.limitNanos = limit.toNanos();
    meter.limit(limitNanos);
    lookOnce(limitNanos);
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name(kernelThread + "-watchdog")
            .start(this::watch);
  }

  /**
   * Starts a watchdog with the configured limit. A kernel also works without one, if the system has
   * no thread left for it.
   *
   * @return null if there is none
   */
  public static @Nullable Watchdog start(TurnMeter meter, String kernelThread) {
    Duration limit = configuredLimit();
    try {
      return limit == null ? null : new Watchdog(meter, limit, kernelThread);
    } catch (OutOfMemoryError noThread) {
      Log.warn("no thread could be started to watch the kernel " + kernelThread, noThread);
      return null;
    }
  }

  /**
   * Loads and initialises the classes that a check needs, while there is memory: a class whose
   * initialisation runs out of memory cannot be used again in this JVM.
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
      // A machine that wakes this thread late also delays what a task may be waiting for, such as a
      // thread that it starts; or the JVM was stopped.
      try {
        look(passed > pause + pause / LOOKS_IN_A_TURN ? 0 : Math.min(pause, passed));
      } catch (Throwable noMemory) {
        turn = null; // the next check starts over
      }
    }
  }

  private void look(long passedNanos) {
    long number = meter.turns();
    Stepper stepper = meter.stepper();
    if (!(meter.running() instanceof WatchedTask task) || stepper == null) {
      turn = null;
      return;
    }
    ThreadTimes now = ThreadTimes.of(stepper, task);
    if (turn == null || number != seen) {
      seen = number;
      turn = new LongTurn(now, limitNanos);
    } else if (meter.turns() == number && turn.look(now, passedNanos)) {
      meter.foundLong(number);
      report(task, number, turn.finding());
    }
  }

  private void report(WatchedTask task, long number, LongTurn.Finding finding) {
    StackTraceElement[] stack = task.stack();
    if (meter.turns() != number || stack.length == 0) {
      return; // it has suspended meanwhile, so the stack is from another moment
    }
    boolean inNative = finding == LongTurn.Finding.WAITED;
    FlightRecording.foundLongTurn(
        meter.kernel(), task.name(), task.id(), inNative, limitNanos, stack);
    if (isNew(stack)) {
      Log.warn(
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
   * Whether a line of user code in the stack was not reported before. The lines of callers count
   * too, so that a method that blocks is reported for each line that calls it.
   */
  private boolean isNew(StackTraceElement[] stack) {
    List<StackTraceElement> frames = CallSites.usersFrames(stack);
    boolean isNew = false;
    for (StackTraceElement frame : frames) {
      isNew |= lines.size() < MOST_LINES && lines.add(frame.toString());
    }
    return isNew || (frames.isEmpty() && lines.add(CallSites.lineOf(stack)));
  }

  private static String advice(WatchedTask task, LongTurn.Finding finding) {
    if (finding != LongTurn.Finding.WAITED) {
      return "Call yieldNow() now and then in it, or use runInThread(...)";
    }
    return Carrier.foreignBlocksKeepTheDriver() && task.waits()
        ? "It blocks in a call of the JDK, which blocks the kernel on the baton carrier: use"
            + " runInThread(...), or the method of Gonzo that waits for the same thing"
        : "It blocks in a system call, and the kernel's thread with it: use runInThread(...), or"
            + " the method of Gonzo that waits for the same thing";
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      Joins.untilEnd(List.of(thread), () -> {});
    } catch (OutOfMemoryError full) {
      // The thread ends soon by itself, and the end of the kernel must not depend on it.
    }
  }

  /** The watchdog's limit: {@code -Dgonzo.watchdog=MILLIS}, 0 for none; 100 by default. */
  static @Nullable Duration configuredLimit() {
    int millis = Integer.getInteger("gonzo.watchdog", 100);
    return millis <= 0 ? null : Duration.ofMillis(millis);
  }

  /** Whether the user has configured a limit, and not only the default applies. */
  public static boolean isAskedFor() {
    return System.getProperty("gonzo.watchdog") != null;
  }
}
