package dev.gonzo.sync;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Holding;
import dev.gonzo.KernelMember;
import dev.gonzo.Task;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a lock: its owner, its depth, and the tasks waiting for it.
 *
 * <p>The task that releases the lock makes the task that has waited longest its owner, and then
 * wakes it. So no third task can come between, and a task that is cancelled after that holds the
 * lock.
 */
final class LockState implements WaitQueue.Subject {
  private final String title;
  private final Holding holding = new Holding(this::abandoned);
  private final WaitQueue waiting = new WaitQueue(this);
  // Allocated in advance, so that the lock is passed on even when the heap is full.
  private final Wake wakeNext = new Wake(waiting, 1);
  private final Wake wakeAll = new Wake(waiting, Integer.MAX_VALUE);
  // How often the owner has acquired it.
  private int depth;
  // The name of the task that ended while holding the lock.
  private @Nullable String lost;

  LockState(String title) {
    this.title = title;
  }

  @Nullable Task<?> owner() {
    return holding.holder();
  }

  List<Task<?>> waiting() {
    return waiting.waiting();
  }

  @Override
  public Collection<Task<?>> holders() {
    Task<?> owner = owner();
    return owner == null ? List.of() : List.of(owner);
  }

  int depth() {
    return depth;
  }

  /** Makes the task the owner, with depth 1, if there is none. */
  boolean tryTake(Task<?> task) {
    refuseLost();
    if (owner() != null) {
      return false;
    }
    holding.passTo(task);
    depth = 1;
    return true;
  }

  /** Waits until the task is the owner. */
  void take(Task<?> task) {
    if (tryTake(task)) {
      return;
    }
    Task<?> owner = owner();
    if (owner != null) {
      KernelMember.requireSame(owner, FairQueue.HELD_ELSEWHERE);
    }
    do {
      Coroutine.trap(new WaitOn(waiting));
      refuseLost();
    } while (owner() != task);
  }

  /**
   * Reverts {@link #handOver} in the same turn, so before the next owner has run: it waits again.
   */
  void takeBack(Task<?> task) {
    holding.passTo(task);
  }

  /** Makes the task the owner again, with its former depth. Cancellations do not end this wait. */
  void takeAgain(Task<?> task, int depth) {
    if (owner() != task && !tryTake(task)) {
      Gonzo.<RuntimeException>withoutCancellation(() -> take(task));
    }
    this.depth = depth;
  }

  void enterAgain() {
    depth = Math.incrementExact(depth);
  }

  /** Releases the lock once; the last time, it passes to the next task. */
  void leave(String method) {
    requireOwner(method);
    if (depth > 1) {
      depth--;
    } else {
      handOver();
    }
  }

  /** Releases the lock completely. */
  void handOver() {
    Task<?> next = waiting.first();
    if (next == null) {
      holding.end(); // a single step
      return;
    }
    StackReserve.requireForOperation();
    holding.passTo(next);
    depth = 1;
    int _ = Coroutine.trap(wakeNext);
  }

  Task<?> requireOwner(String method) {
    Task<?> task = Task.current();
    if (owner() != task) {
      refuseLost();
      throw new IllegalMonitorStateException(
          method
              + " may be called only by the task that holds "
              + this
              + ": "
              + task.name()
              + " does not hold it; acquire it first");
    }
    return task;
  }

  private void refuseLost() {
    if (lost != null) {
      throw new AbandonedException(title, lost);
    }
  }

  private void abandoned(Task<?> task) {
    lost = task.name();
    int _ = Coroutine.trap(wakeAll);
  }

  @Override
  public String toString() {
    Task<?> owner = owner();
    String state =
        lost != null
            ? "lost with " + lost
            : owner == null
                ? "free"
                : "held by " + owner.name() + (depth > 1 ? " " + depth + " times" : "");
    return title + "[" + state + (waiting.size() == 0 ? "" : ", " + waiting.size() + " wait") + "]";
  }
}
