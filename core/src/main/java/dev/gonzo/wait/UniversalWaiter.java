package dev.gonzo.wait;

import dev.gonzo.Cancelled;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.Waker;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task of any kernel, or a thread, whose wait any task or thread may complete. One CAS decides
 * how the wait ends.
 */
final class UniversalWaiter extends Waiter {
  private enum Mark {
    WAITING,
    WITHDRAWN
  }

  // A Mark, or the result.
  private final AtomicReference<Object> state = new AtomicReference<>(Mark.WAITING);
  // One of the two: the waker of a task, or the semaphore on which a thread blocks.
  private final @Nullable Waker waker;
  private final @Nullable Semaphore woken;

  // Of a task, while the order of such steps is noted: then a look at the state is a step too.
  private final @Nullable OrderedLock order;

  private final String who;

  private UniversalWaiter(@Nullable Waker waker, @Nullable Semaphore woken, String who) {
    this.who = who;
    this.waker = waker;
    this.woken = woken;
    order = waker != null && OrderedLock.areStepsNoted() ? new OrderedLock() : null;
  }

  static UniversalWaiter here() {
    if (Sharing.inCoroutine()) {
      return ofTask(Task.current().name());
    }
    Sharing.refuseOnKernelThread();
    return new UniversalWaiter(null, new Semaphore(0), Thread.currentThread().getName());
  }

  /** An open waker keeps the kernel waiting for it, so none is left behind for want of memory. */
  private static UniversalWaiter ofTask(String who) {
    Waker waker = Coroutine.trap(new OpenWaker());
    try {
      return new UniversalWaiter(waker, null, who);
    } catch (Throwable failure) {
      Coroutine.trap(waker.closing());
      throw failure;
    }
  }

  @Override
  public boolean complete(Object result) {
    return ends(result);
  }

  private boolean ends(Object how) {
    if (order == null) {
      return state.compareAndSet(Mark.WAITING, how);
    }
    order.lock();
    try {
      return state.compareAndSet(Mark.WAITING, how);
    } finally {
      order.unlock();
    }
  }

  private Object state() {
    if (order == null) {
      return state.get();
    }
    order.lock();
    try {
      return state.get();
    } finally {
      order.unlock();
    }
  }

  @Override
  void requireReachable() {}

  @Override
  public void wake() {
    if (waker != null) {
      waker.wake();
    } else if (woken != null) {
      woken.release();
    }
  }

  @Override
  public @Nullable Object await(@Nullable Duration limit) {
    try {
      if (woken != null) {
        block(woken, limit);
      } else if (waker != null && limit == null) {
        suspend(waker);
      } else if (waker != null) {
        boolean _ = Gonzo.<RuntimeException>ignoreAfter(limit, () -> suspend(waker));
      }
    } catch (Throwable thrown) {
      // No completion may follow; after a cancellation it is already withdrawn.
      if (withdraw() || !isCompleted() || !concernsTheWaitOnly(thrown)) {
        throw thrown;
      }
    }
    Object result = state();
    return result instanceof Mark ? null : result;
  }

  private boolean withdraw() {
    return ends(Mark.WITHDRAWN);
  }

  private boolean isWaiting() {
    return state() == Mark.WAITING;
  }

  private boolean isCompleted() {
    return !(state() instanceof Mark);
  }

  /**
   * Whether a failure means only that the task cannot wait here: it says nothing if the wait is
   * over, and thrown nevertheless it would lose the result.
   */
  private static boolean concernsTheWaitOnly(Throwable thrown) {
    return thrown instanceof VirtualMachineError || thrown instanceof CannotSuspendException;
  }

  private void suspend(Waker waker) {
    try {
      while (isWaiting()) {
        Coroutine.trap(waker.waiting());
      }
    } catch (Throwable thrown) {
      // If another thread completed the wait first, the operation has happened: return its result.
      if (withdraw() || !(concernsTheWaitOnly(thrown) || Cancelled.postpone(thrown))) {
        throw thrown;
      }
    }
  }

  private void block(Semaphore woken, @Nullable Duration limit) {
    try {
      if (limit == null) {
        woken.acquire();
      } else if (!woken.tryAcquire(nanos(limit), TimeUnit.NANOSECONDS)) {
        boolean _ = withdraw();
      }
    } catch (InterruptedException interrupt) {
      // The flag stays set, even if the wait was completed first.
      Thread.currentThread().interrupt();
      if (withdraw()) {
        throw Sharing.interrupted();
      }
    }
  }

  private static long nanos(Duration limit) {
    if (limit.isNegative()) {
      return 0;
    }
    return limit.compareTo(Duration.ofDays(365)) > 0
        ? Duration.ofDays(365).toNanos()
        : limit.toNanos();
  }

  @Override
  public String who() {
    return who;
  }

  @Override
  public void close() {
    // A wait that has failed may have left its node in a list, and must not be completed there.
    boolean _ = withdraw();
    if (waker != null) {
      Coroutine.trap(waker.closing());
    }
  }
}
