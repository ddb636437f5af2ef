package dev.gonzo.kernel.loop;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.Waker;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A waker of the loop kernel: an action in its wake queue, at most once at a time. */
final class LoopWaker extends Waker implements Runnable {
  private final LoopKernel kernel;
  private final AtomicBoolean posted = new AtomicBoolean();
  // Created in advance, so that a wake-up is not lost because the heap is full.
  private final WakeQueue.Action action =
      new WakeQueue.Action() {
        @Override
        protected void run() {
          wakeWaiter();
        }
      };
  private final Suspended way =
      () -> {
        waiter = null;
        return true;
      };
  // Kernel thread only.
  private @Nullable LoopTask<?> waiter;
  private boolean woken;
  private boolean closed;

  LoopWaker(LoopKernel kernel) {
    this.kernel = kernel;
  }

  static LoopWaker of(LoopKernel kernel, Waker waker) {
    if (waker instanceof LoopWaker mine && mine.kernel == kernel) {
      return mine;
    }
    throw new IllegalArgumentException("the waker belongs to another kernel");
  }

  @Override
  public void wake() {
    // An overflow in between would leave it marked as posted for ever.
    StackReserve.requireForOperation();
    if (posted.compareAndSet(false, true)) {
      if (kernel.hasItsTurnHere()) {
        wakeWaiter();
      } else if (kernel.isSteppedHere() || !kernel.interventions().take(this, this, this)) {
        kernel.post(action);
      }
    }
  }

  @Override
  public void deliver(Object source, Runnable arrival) {
    if (!kernel.interventions().take(this, source, arrival)) {
      arrival.run();
    }
  }

  /** Makes the wake-up that the driver has taken. On the kernel's thread. */
  @Override
  public void run() {
    kernel.post(action);
  }

  private void wakeWaiter() {
    // First: a wake-up from now on is a new one.
    posted.set(false);
    LoopTask<?> task = waiter;
    waiter = null;
    woken = task == null && !closed;
    if (task != null) {
      task.resume(null);
    }
  }

  @Nullable Object await(LoopTask<?> task) {
    if (closed) {
      throw new IllegalStateException("the waker is closed: nothing could end this wait");
    }
    if (waiter != null) {
      throw new IllegalStateException(
          waiter.name() + " waits for this waker already: only one task at a time may");
    }
    if (woken) {
      woken = false;
      return null;
    }
    waiter = task;
    return way;
  }

  @Nullable Object close() {
    if (closed) {
      return null;
    }
    LoopTask<?> task = waiter;
    var failure = task == null ? null : new IllegalStateException("the waker was closed");
    closed = true;
    kernel.wakerClosed();
    if (task != null && failure != null) {
      waiter = null;
      task.raise(failure);
    }
    return null;
  }
}
