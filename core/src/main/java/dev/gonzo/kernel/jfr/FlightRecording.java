package dev.gonzo.kernel.jfr;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.RunningKernel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The switch of the events: kernels are observed only while some recording of the Flight Recorder
 * wants events about tasks. Until the first recording starts, no class of an event is loaded. Any
 * thread may use it.
 */
public final class FlightRecording {
  // Null until a recording has started; then it stays, since the next one is found by it.
  private static volatile @Nullable Recorder recorder;
  private static final AtomicBoolean PREPARED = new AtomicBoolean();

  private FlightRecording() {}

  /**
   * Begins to listen for recordings, once in this JVM. Without effect in a JVM without {@code
   * jdk.jfr}.
   *
   * @param kernels the kernels that run
   */
  public static void prepare(Supplier<List<RunningKernel>> kernels) {
    // Not under a lock: the recorder holds one of its own when it calls a listener.
    if (PREPARED.getAndSet(true)) {
      return;
    }
    try {
      RecordingStates.listen(() -> changed(kernels));
    } catch (LinkageError leftOut) {
      // This JVM cannot record.
    }
  }

  private static synchronized void changed(Supplier<List<RunningKernel>> kernels) {
    Recorder known = recorder;
    if (known == null) {
      known = new Recorder(kernels, () -> changed(kernels));
      recorder = known;
    }
    known.refresh();
  }

  /**
   * A kernel begins.
   *
   * @param kernel the kernel, which has no task yet
   */
  public static void begins(RunningKernel kernel) {
    Recorder known = recorder;
    if (known != null) {
      known.begins(kernel);
    }
  }

  /**
   * The watchdog has found a turn that is too long, and that goes on.
   *
   * @param kernel the kernel
   * @param task the name of the task that has the turn
   * @param taskId its number
   * @param inNative whether it blocks in the system; otherwise it computes
   * @param limitNanos the limit of the watchdog
   * @param stack the stack of the task
   */
  public static void foundLongTurn(
      RunningKernel kernel,
      String task,
      long taskId,
      boolean inNative,
      long limitNanos,
      StackTraceElement[] stack) {
    Recorder known = recorder;
    if (known != null) {
      known.foundLongTurn(kernel, task, taskId, inNative, limitNanos, stack);
    }
  }

  /**
   * A deadline came late, or was missed.
   *
   * @param kernel the kernel
   * @param task the task whose deadline it is
   * @param deadline the cancellation that it requests
   * @param lateNanos how late
   * @param missed whether its block was left before it came
   */
  public static void deadlineWasLate(
      RunningKernel kernel, Task<?> task, Cancelled deadline, long lateNanos, boolean missed) {
    Recorder known = recorder;
    if (known != null) {
      known.deadlineWasLate(kernel, task, deadline, lateNanos, missed);
    }
  }
}
