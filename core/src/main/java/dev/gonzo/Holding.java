package dev.gonzo;

import dev.gonzo.report.Reports;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * That a task holds something, which it has to give back before it ends: what locks and permits are
 * made of.
 *
 * <p>A task that ends without giving it back has abandoned it. That is noticed while its end is
 * still its own doing, on its own stack, so that those who wait can be told by traps.
 *
 * <p>One belongs to one task at a time and may be used again and again. It costs no allocation, and
 * no trap. Kernel thread only: rule 1 guards it.
 */
public final class Holding {
  private final Consumer<? super Task<?>> abandoned;
  private @Nullable Task<?> holder;
  // The other things that the holder holds; the one that it took last comes first.
  private @Nullable Holding previous;
  private @Nullable Holding next;

  /**
   * Makes one that no task has.
   *
   * @param abandoned what to do when a task ends that still has it, given that task: runs in it,
   *     after its body, when it has it no more, and must not wait
   */
  public Holding(Consumer<? super Task<?>> abandoned) {
    this.abandoned = abandoned;
  }

  /** {@return the task that has it, or null} */
  public @Nullable Task<?> holder() {
    return holder;
  }

  /**
   * Gives it to a task, the calling one or another of this kernel, and takes it from the one that
   * had it. Never suspends.
   *
   * @param task who has it now
   * @throws IllegalStateException if that task has ended
   */
  public void passTo(Task<?> task) {
    if (task.state() == TaskState.ENDED) {
      throw new IllegalStateException(task + " has ended, and cannot hold anything");
    }
    end();
    holder = task;
    next = task.holdings;
    if (next != null) {
      next.previous = this;
    }
    task.holdings = this;
  }

  /** Takes it from the task that has it. Without effect if none does. Never suspends. */
  public void end() {
    Task<?> former = holder;
    if (former == null) {
      return;
    }
    if (previous == null) {
      former.holdings = next;
    } else {
      previous.next = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    holder = null;
    previous = null;
    next = null;
  }

  /** The task's body has ended: whatever it has kept, nobody will give back. */
  static void abandonAll(Task<?> task) {
    for (Holding last = task.holdings; last != null; last = task.holdings) {
      last.end();
      try {
        last.abandoned.accept(task);
      } catch (Throwable failure) {
        Reports.warn("what task " + task.name() + " held at its end was not handed on", failure);
      }
    }
  }
}
