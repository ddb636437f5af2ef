package dev.gonzo;

import dev.gonzo.report.Log;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records that a task holds something that it has to give back before it ends. Locks and permits
 * are built on it.
 *
 * <p>A task that ends without giving it back has abandoned it. That is detected on the ending
 * task's own stack, so that waiting tasks can be woken by traps.
 *
 * <p>A holding belongs to one task at a time, and can be reused. Passing it needs no allocation and
 * no trap. Only for the kernel's thread: it needs no lock, because only one task runs at a time.
 */
public final class Holding {
  private final Consumer<? super Task<?>> abandoned;
  private @Nullable Task<?> holder;
  // Links the holder's holdings; the one taken last comes first.
  private @Nullable Holding previous;
  private @Nullable Holding next;

  /**
   * Creates a holding without a holder.
   *
   * @param abandoned called with the task when a task ends while holding it; runs in that task,
   *     after its body and after the holding has been taken from it, and must not wait
   */
  public Holding(Consumer<? super Task<?>> abandoned) {
    this.abandoned = abandoned;
  }

  /** {@return the task that holds it, or null} */
  public @Nullable Task<?> holder() {
    return holder;
  }

  /**
   * Passes it to a task of this kernel, and takes it from its holder. Never suspends.
   *
   * @param task the new holder: the calling task or another one
   * @throws IllegalStateException if that task has ended
   */
  public void passTo(Task<?> task) {
    if (task.state() == TaskState.ENDED) {
      throw new IllegalStateException(task + " has ended, so it cannot hold anything");
    }
    end();
    holder = task;
    next = task.holdings;
    if (next != null) {
      next.previous = this;
    }
    task.holdings = this;
  }

  /** Takes it from its holder. Without effect if there is none. Never suspends. */
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

  /** Abandons everything that a task still holds after its body has ended. */
  static void abandonAll(Task<?> task) {
    for (Holding last = task.holdings; last != null; last = task.holdings) {
      last.end();
      try {
        last.abandoned.accept(task);
      } catch (Throwable failure) {
        Log.warn("what task " + task.name() + " held at its end could not be passed on", failure);
      }
    }
  }
}
