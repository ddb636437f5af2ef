package dev.gonzo.kernel.jfr;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.RunningKernel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The switch of the events: kernels are observed only while some recording of the Flight Recorder
 * wants events about tasks. Until the first recording starts, no class of an event is loaded. Any
 * thread may use it.
 */
public final class FlightRecording {
  // Null until a recording has started; then it stays, since the next one is found by it.
  private static volatile @Nullable Recorder recorder;
  private static final AtomicBoolean PREPARES = new AtomicBoolean();
  private static final CountDownLatch PREPARED = new CountDownLatch(1);

  private FlightRecording() {}

  /**
   * Begins to listen for recordings, once in this JVM: kernels that begin after it are observed
   * from their first task on. If another thread does it now, which takes a moment, it waits.
   * Without effect in a JVM without {@code jdk.jfr}.
   */
  public static void prepare() {
    // Not under a lock: the recorder holds one of its own when it calls a listener.
    if (PREPARES.getAndSet(true)) {
      awaitPrepared();
      return;
    }
    try {
      RecordingStates.listen(FlightRecording::changed);
    } catch (LinkageError leftOut) {
      // This JVM cannot record.
    } finally {
      PREPARED.countDown();
    }
  }

  private static void awaitPrepared() {
    if (PREPARED.getCount() == 0) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      // Not for ever: a program's own listener may begin a kernel, under the recorder's lock.
      boolean _ = PREPARED.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException ends) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static synchronized void changed() {
    Recorder known = recorder;
    if (known == null) {
      known = new Recorder(FlightRecording::changed);
      recorder = known;
    }
    known.refresh();
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
   * @param place the line of the program at which the task is
   */
  public static void deadlineWasLate(
      RunningKernel kernel,
      Task<?> task,
      Cancelled deadline,
      long lateNanos,
      boolean missed,
      String place) {
    Recorder known = recorder;
    if (known != null) {
      known.deadlineWasLate(kernel, task, deadline, lateNanos, missed, place);
    }
  }
}
