package dev.gonzo.kernel.loop.guest;

import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.report.Log;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for the devices of a guest kernel, because its host cannot. It runs no task.
 *
 * <p>It and the stepping thread take turns, so that only one of them uses the kernel and its driver
 * at a time, and the driver need not be thread-safe:
 *
 * <pre>
 *   HOST      the host steps, or is about to; this thread parks
 *   DEVICES   nothing was ready; this thread waits in the driver, and the host touches nothing
 *   OVER      the kernel has ended
 *
 *   HOST -> DEVICES   by a step that found nothing to do, on the stepping thread
 *   DEVICES -> HOST   by what ends the wait, on this thread, which then wakes the host
 *   HOST -> OVER      by the last step
 * </pre>
 *
 * <p>The turn is the memory fence: it is written after the data for the other thread, and read
 * before that data.
 */
public final class DeviceThread {
  private enum Turn {
    HOST,
    DEVICES,
    OVER
  }

  /**
   * After how long a host that was woken and has not stepped is assumed to have stopped stepping.
   */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final LoopKernel kernel;
  private final Runnable wake;
  private final Duration patience;
  private final Thread thread =
      Thread.ofPlatform()
          .daemon()
          .inheritInheritableThreadLocals(false)
          .name("gonzo-guest-devices-" + NUMBERS.getAndIncrement())
          .unstarted(this::work);
  private volatile Turn turn = Turn.HOST;
  // Whether the host was woken, and has not stepped since.
  private volatile boolean awaitingStep;
  // Written by one thread and read by the other; guarded by the turn.
  private long nanos;
  private @Nullable Throwable broken;
  // Used by this thread only.
  private boolean warned;

  /**
   * Creates the thread, not started.
   *
   * @param kernel the kernel whose devices it waits for
   * @param wake asks the host for a step
   * @param patience after how long a warning is logged, once, about a host that was woken and does
   *     not step
   */
  DeviceThread(LoopKernel kernel, Runnable wake, Duration patience) {
    this.kernel = kernel;
    this.wake = wake;
    this.patience = patience;
  }

  String name() {
    return thread.getName();
  }

  /** Whether the stepping thread has the turn. Called on the stepping thread. */
  boolean isHostsTurn() {
    return turn != Turn.DEVICES;
  }

  /**
   * Called on the stepping thread, in its turn, when it steps. Throws the failure of the last wait.
   *
   * @throws IllegalStateException if the wait has failed
   */
  void stepped() {
    awaitingStep = false;
    if (broken != null) {
      throw new IllegalStateException("the wait for the devices has failed: " + broken, broken);
    }
  }

  /** Hands the turn to this thread. Called on the stepping thread. */
  void await(long nanos) {
    this.nanos = nanos;
    turn = Turn.DEVICES;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** Ends this thread when the kernel has ended. Called on the stepping thread, in its turn. */
  void end() {
    turn = Turn.OVER;
    LockSupport.unpark(thread);
  }

  private void work() {
    while (turn != Turn.OVER) {
      if (turn == Turn.HOST) {
        awaitHost();
        continue;
      }
      try {
        kernel.poll(nanos);
      } catch (Throwable failure) {
        broken = failure;
      }
      awaitingStep = true;
      turn = Turn.HOST;
      wake.run();
    }
  }

  private void awaitHost() {
    if (warned || !awaitingStep) {
      LockSupport.park(this);
      return;
    }
    long woken = System.nanoTime();
    while (turn == Turn.HOST && awaitingStep) {
      long left = patience.toNanos() - (System.nanoTime() - woken);
      if (left <= 0) {
        warned = true;
        Log.warn(
            "the host of a guest kernel was woken "
                + patience.toSeconds()
                + " s ago and has not stepped since, so none of its tasks runs; step on until the"
                + " kernel is done, also after close()");
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }
}
