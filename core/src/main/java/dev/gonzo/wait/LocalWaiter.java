package dev.gonzo.wait;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.KernelMember;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A task that waits for another task of its kernel. Only for the kernel's thread. */
final class LocalWaiter extends Waiter {
  // Used by this waiter only; it becomes empty as soon as the wait is cancelled.
  private final WaitQueue queue;
  // Allocated in advance, so that a completed waiter can always be woken.
  private final Wake wake;
  private @Nullable Object result;

  LocalWaiter(WaitQueue.Subject subject) {
    queue = new WaitQueue(subject);
    wake = new Wake(queue, 1);
  }

  @Override
  public boolean complete(Object result) {
    if (this.result != null || queue.first() == null) {
      return false;
    }
    this.result = result;
    return true;
  }

  @Override
  void requireReachable() {
    Task<?> waiting = queue.first();
    if (waiting != null) {
      KernelMember.requireSame(waiting, "share a universal object instead");
    }
  }

  @Override
  public void wake() {
    int _ = Coroutine.trap(wake);
  }

  @Override
  public @Nullable Object await(@Nullable Duration limit) {
    if (limit == null) {
      Coroutine.trap(new WaitOn(queue));
    } else {
      boolean _ = Gonzo.<RuntimeException>ignoreAfter(limit, this::suspend);
    }
    return result;
  }

  private void suspend() {
    Coroutine.trap(new WaitOn(queue));
  }

  @Override
  public String who() {
    var task = queue.first();
    return task == null ? "a task that is no longer waiting" : task.name();
  }

  @Override
  public void close() {}
}
