package dev.gonzo.kernel;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.carrier.Driving;

/**
 * How the thread that runs a task has spent its time so far. Only differences between two readings
 * from the same source mean something.
 *
 * @param source which thread was read, and with which clock
 * @param ranNanos how long it ran on a processor
 * @param delayedNanos how long it was ready to run and had no processor
 * @param waits whether it is blocked in the system now
 * @param exact whether {@code delayedNanos} and {@code waits} are exact, and not estimated
 */
record ThreadTimes(String source, long ranNanos, long delayedNanos, boolean waits, boolean exact) {

  /** Reads the times of the thread that now runs a task. Any thread may call it. */
  static ThreadTimes of(Stepper stepper, LoopTask<?> task) {
    if (stepper.thread().isVirtual() || Carrier.foreignBlocksKeepTheDriver()) {
      Driving driving = stepper.driving();
      // The carrier knows it: a stack trace would stop a deep task for long, again and again.
      boolean forBaton = driving != null && driving.blocked() == null;
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
  private static Thread running(Stepper stepper, LoopTask<?> task) {
    Thread innermost = stepper.driving() == null ? null : stepper.driving().innermost();
    return innermost == null ? task.thread() : innermost;
  }
}
