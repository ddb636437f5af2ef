package dev.gonzo.universal;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.CloseWaker;
import dev.gonzo.trap.OpenWaker;
import dev.gonzo.trap.WaitForWaker;
import dev.gonzo.trap.Waker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A task of any kernel, or a thread, that waits for anybody. One CAS decides how the wait ends. */
final class UniversalWaiter extends Waiter {
  private enum Mark {
    WAITING,
    WITHDRAWN
  }

  // A mark, or the result.
  private final AtomicReference<Object> state = new AtomicReference<>(Mark.WAITING);
  // One of the two: the waker of a task, or a thread.
  private final @Nullable Waker waker;
  private final @Nullable Thread thread;

  private UniversalWaiter(@Nullable Waker waker, @Nullable Thread thread) {
    this.waker = waker;
    this.thread = thread;
  }

  static UniversalWaiter here() {
    if (Colour.inCoroutine()) {
      return new UniversalWaiter(Coroutine.trap(new OpenWaker()), null);
    }
    Colour.refuseOnKernelThread();
    return new UniversalWaiter(null, Thread.currentThread());
  }

  @Override
  public boolean complete(Object result) {
    return state.compareAndSet(Mark.WAITING, result);
  }

  @Override
  public void wake() {
    if (waker != null) {
      waker.wake();
    } else {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public @Nullable Object await(@Nullable Duration limit) {
    try {
      if (waker == null) {
        block(limit);
      } else if (limit == null) {
        suspend(waker);
      } else {
        boolean _ = Gonzo.<RuntimeException>ignoreAfter(limit, () -> suspend(waker));
      }
    } catch (Throwable thrown) {
      // Nobody may complete what is left: a cancellation has withdrawn it already.
      boolean _ = withdraw();
      throw thrown;
    }
    return state.get() instanceof Mark ? null : state.get();
  }

  private boolean withdraw() {
    return state.compareAndSet(Mark.WAITING, Mark.WITHDRAWN);
  }

  private boolean isWaiting() {
    return state.get() == Mark.WAITING;
  }

  private void suspend(Waker waker) {
    try {
      while (isWaiting()) {
        Coroutine.trap(new WaitForWaker(waker));
      }
    } catch (Cancelled cancelled) {
      if (withdraw()) {
        throw cancelled;
      }
      // Somebody on another thread was quicker: the operation has happened.
      Coroutine.postpone(cancelled);
    }
  }

  private void block(@Nullable Duration limit) {
    long end = limit == null ? 0 : System.nanoTime() + nanos(limit);
    while (isWaiting()) {
      if (Thread.currentThread().isInterrupted() && withdraw()) {
        throw Colour.interrupted();
      }
      if (limit == null) {
        LockSupport.park(this);
      } else {
        long left = end - System.nanoTime();
        if (left <= 0) {
          boolean _ = withdraw();
        } else {
          LockSupport.parkNanos(this, left);
        }
      }
    }
  }

  private static long nanos(Duration limit) {
    return limit.compareTo(Duration.ofDays(365)) > 0
        ? Duration.ofDays(365).toNanos()
        : limit.toNanos();
  }

  @Override
  public void close() {
    if (waker != null) {
      Coroutine.trap(new CloseWaker(waker));
    }
  }
}
