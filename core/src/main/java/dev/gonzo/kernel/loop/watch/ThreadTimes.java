package dev.gonzo.kernel.loop.watch;

import dev.gonzo.carrier.BatonStack;
import dev.gonzo.carrier.Carrier;
import java.util.function.BooleanSupplier;

/**
 * How the thread that runs a task has spent its time so far. Only differences between two readings
 * from the same source mean something.
 *
 * @param source which thread was read, and with which clock
 * @param ranNanos how long it ran on a processor
 * @param delayedNanos how long it was ready to run and had no processor
 * @param exact whether {@code delayedNanos} and {@code waiting} are exact, and not estimated
 * @param waiting whether it is blocked in the system now; if that is estimated, it is found out
 *     only when asked, because it takes a stack trace, and for that the JVM stops a thread that has
 *     called deep for a long time
 */
record ThreadTimes(
    String source, long ranNanos, long delayedNanos, boolean exact, BooleanSupplier waiting) {

  /** Creates times that are known exactly. */
  static ThreadTimes exact(String source, long ranNanos, long delayedNanos, boolean waits) {
    return new ThreadTimes(source, ranNanos, delayedNanos, true, () -> waits);
  }

  /** Creates times of which only {@code ranNanos} is known. */
  static ThreadTimes estimated(String source, long ranNanos, BooleanSupplier waiting) {
    return new ThreadTimes(source, ranNanos, 0, false, waiting);
  }

  boolean waits() {
    return waiting.getAsBoolean();
  }

  /** Reads the times of the thread that now runs a task. Any thread may call it. */
  static ThreadTimes of(Stepper stepper, WatchedTask task) {
    if (stepper.thread().isVirtual() || Carrier.foreignBlocksKeepTheDriver()) {
      BatonStack stack = stepper.stack();
      // The carrier knows it: a stack trace would stop a deep task for long, again and again.
      boolean forBaton = stack != null && stack.blocked() == null;
      return JvmTimes.ofVirtual(running(stepper, task), forBaton);
    }
    ThreadTimes known = SystemTimes.of(stepper.systemId());
    return known != null ? known : JvmTimes.of(stepper.thread(), task.thread());
  }

  /** Reads the times of the calling thread, which steps a kernel. */
  static ThreadTimes here() {
    Stepper here = Stepper.here();
    if (here.thread().isVirtual()) {
      return JvmTimes.ofVirtual(here.thread(), false);
    }
    ThreadTimes known = SystemTimes.of(here.systemId());
    return known != null ? known : JvmTimes.of(here.thread(), here.thread());
  }

  /**
   * The thread that runs the task's code; on the baton carrier the task may be waiting for a
   * coroutine that it drives.
   */
  private static Thread running(Stepper stepper, WatchedTask task) {
    Thread innermost = stepper.stack() == null ? null : stepper.stack().innermost();
    return innermost == null ? task.thread() : innermost;
  }
}
