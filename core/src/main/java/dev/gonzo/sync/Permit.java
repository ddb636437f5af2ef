package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Holding;
import dev.gonzo.Task;
import java.util.Optional;

/**
 * A share of a {@link Semaphore}, to be given back once, by the end of a {@code try} block or by
 * another task to which it was passed.
 */
public final class Permit implements AutoCloseable {
  private final Semaphore semaphore;
  private final int count;
  private final Holding holding;

  Permit(Semaphore semaphore, int count) {
    this.semaphore = semaphore;
    this.count = count;
    this.holding = new Holding(semaphore::abandoned);
  }

  Holding holding() {
    return holding;
  }

  /** {@return how many of the semaphore's permits it is} Never suspends. */
  public int count() {
    return count;
  }

  /** {@return the task that has to give it back; empty once it was given back} Never suspends. */
  public Optional<Task<?>> holder() {
    return Optional.ofNullable(holding.holder());
  }

  /**
   * Makes another task the one that has to give it back.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param task a task of this kernel
   * @throws IllegalStateException if it was given back already, or that task has ended
   */
  @Async
  public void passTo(Task<?> task) {
    if (holding.holder() == null) {
      throw new IllegalStateException("the permit of " + semaphore + " was given back already");
    }
    holding.passTo(task);
  }

  /**
   * Gives it back; closing twice is harmless.
   *
   * <p>Async, but never suspends, and no checkpoint. Any task of the kernel may do it.
   */
  @Async
  @Override
  public void close() {
    Task<?> _ = Gonzo.currentTask();
    if (holding.holder() != null) {
      holding.end();
      semaphore.giveBack(this);
    }
  }

  @Override
  public String toString() {
    return "Permit[" + count + " of " + semaphore + "]";
  }
}
