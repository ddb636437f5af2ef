package dev.gonzo.kernel;

import dev.gonzo.report.Reports;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits in a guest's devices, where its host cannot: a thread that runs no task.
 *
 * <p>It and the stepping thread take turns, so that the kernel and its driver are used by one at a
 * time, whatever the driver is made of:
 *
 * <pre>
 *   HOST      the host steps, or is about to: this thread parks
 *   DEVICES   nothing was ready: this thread waits in the driver, and the host leaves all alone
 *   OVER      the kernel has ended
 *
 *   HOST -> DEVICES   by a step that found nothing to do, on the stepping thread
 *   DEVICES -> HOST   by what ends the wait, on this thread, which then wakes the host
 *   HOST -> OVER      by the last step
 * </pre>
 *
 * <p>The turn is written after what the other one is to see, and read before: it is the fence.
 */
final class DeviceThread {
  private enum Turn {
    HOST,
    DEVICES,
    OVER
  }

  /** A host that has not stepped so long after it was woken does something else for good. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

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
  // Written by one, read by the other, as the turn goes.
  private long nanos;
  private @Nullable Throwable broken;
  // This thread only.
  private boolean warned;

  /**
   * Makes one that has not begun.
   *
   * @param kernel whose devices it waits for
   * @param wake tells the host that a step is worth while
   * @param patience after how long a host that does not step then is warned of, once
   */
  DeviceThread(LoopKernel kernel, Runnable wake, Duration patience) {
    this.kernel = kernel;
    this.wake = wake;
    this.patience = patience;
  }

  String name() {
    return thread.getName();
  }

  /** Stepping thread: whether the kernel is its own. */
  boolean isHostsTurn() {
    return turn != Turn.DEVICES;
  }

  /**
   * Stepping thread, in its turn: it steps. What broke the last wait is thrown here.
   *
   * @throws IllegalStateException if the wait has failed
   */
  void stepped() {
    awaitingStep = false;
    if (broken != null) {
      throw new IllegalStateException("the wait for the devices has failed: " + broken, broken);
    }
  }

  /** Stepping thread: gives the turn away. */
  void await(long nanos) {
    this.nanos = nanos;
    turn = Turn.DEVICES;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** Stepping thread, in its turn: the kernel has ended. */
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
        Reports.warn(
            "the host of a guest kernel was woken "
                + patience.toSeconds()
                + " s ago and has not stepped since: its tasks stand still; step on until the"
                + " kernel is done, also after close()");
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }
}
