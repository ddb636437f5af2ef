package dev.gonzo.junit;

import dev.gonzo.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Waits in JUnit's thread for the methods of a test. JUnit's timeout interrupts that thread: then
 * the main task is cancelled, once more every tenth of a second in case it swallows that, and after
 * a grace period the kernel is given up. The interrupt is not set again: the test got it as its
 * cancellation.
 */
final class TimeLimit {
  private static final long MILLIS_BETWEEN_CANCELLATIONS = 100;
  private static final long MOST_SECONDS_TO_END = 120;

  private final Duration grace;
  private final Thread runner;
  private final Recorder recorder;
  private volatile @Nullable String report;

  TimeLimit(Duration grace, Thread runner, Recorder recorder) {
    this.grace = grace;
    this.runner = runner;
    this.recorder = recorder;
  }

  /**
   * Waits for the end of a method.
   *
   * @return false if it was cancelled and does not end
   */
  boolean await(Body<?> body) {
    try {
      body.await();
      return true;
    } catch (InterruptedException expired) {
      return cancel(body);
    }
  }

  private boolean cancel(Body<?> body) {
    String tasks = "The main task was cancelled. The tasks at that moment:\n" + tree();
    report = tasks;
    body.cancelRequested();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < grace.toNanos()) {
      // The kernel's run cancels its main task when its thread is interrupted.
      runner.interrupt();
      if (awaitUninterrupted(body)) {
        return true;
      }
    }
    report =
        tasks
            + "It did not end within "
            + grace.toSeconds()
            + " s, and its kernel was abandoned. The tasks then:\n"
            + tree();
    return false;
  }

  private static boolean awaitUninterrupted(Body<?> body) {
    try {
      return body.await(MILLIS_BETWEEN_CANCELLATIONS);
    } catch (InterruptedException again) {
      return false; // the test is being cancelled already
    }
  }

  private String tree() {
    return Task.treeOf(recorder.livingTasks());
  }

  /** What to add to the message of JUnit's timeout, once; null if nothing was cancelled. */
  @Nullable String takeReport() {
    String taken = report;
    report = null;
    return taken;
  }

  /** The failure of a test that does not end. */
  AssertionFailedError abandonment() {
    return new AssertionFailedError(report);
  }

  /** The line for a kernel that does not end after the last method. */
  String stubbornKernel() {
    return "a kernel that does not end, because tasks swallow their cancellation:\n" + tree();
  }

  long mostSecondsToEnd() {
    return MOST_SECONDS_TO_END;
  }
}
