package dev.gonzo.sync;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Holding;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That one task at a time is inside: what both locks and their conditions share.
 *
 * <p>Whoever leaves makes the one that has waited longest the owner, and wakes it then: there is no
 * moment at which a third could come between, and one that is cancelled after that has it.
 */
final class Ownership implements WaitQueue.Subject {
  private final String title;
  private final Holding holding = new Holding(this::abandoned);
  private final WaitQueue waiting = new WaitQueue(this);
  // Made beforehand: a lock must be handed over, also when the heap is full.
  private final Wake wakeNext = new Wake(waiting, 1);
  private final Wake wakeAll = new Wake(waiting, Integer.MAX_VALUE);
  // How often the owner has entered.
  private int depth;
  // The task that took it into its grave.
  private @Nullable String lost;

  Ownership(String title) {
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

  /** Becomes the owner, once, if there is none. */
  boolean tryTake(Task<?> task) {
    refuseLost();
    if (owner() != null) {
      return false;
    }
    holding.passTo(task);
    depth = 1;
    return true;
  }

  /** Waits until it is the owner. */
  void take(Task<?> task) {
    if (tryTake(task)) {
      return;
    }
    do {
      Coroutine.trap(new WaitOn(waiting));
      refuseLost();
    } while (owner() != task);
  }

  /** Is the owner again, as often as before, when it returns: no cancellation comes between. */
  void takeAgain(Task<?> task, int depth) {
    if (!tryTake(task)) {
      Gonzo.<RuntimeException>withoutCancellation(() -> take(task));
    }
    this.depth = depth;
  }

  void enterAgain() {
    depth = Math.incrementExact(depth);
  }

  /** Leaves once; the last time, the next one is the owner. */
  void leave(String method) {
    requireOwner(method);
    if (--depth == 0) {
      handOver();
    }
  }

  /** Leaves as often as it has entered. */
  void handOver() {
    Task<?> next = waiting.first();
    if (next == null) {
      holding.end();
      return;
    }
    holding.passTo(next);
    depth = 1;
    int _ = Coroutine.trap(wakeNext);
  }

  Task<?> requireOwner(String method) {
    Task<?> task = Gonzo.currentTask();
    if (owner() != task) {
      refuseLost();
      throw new IllegalMonitorStateException(
          method
              + " is for the task that has "
              + this
              + ": "
              + task.name()
              + " does not; acquire it first");
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
