package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Holding;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.carrier.StackReserve;
import java.util.Optional;

/**
 * One or more permits of a {@link Semaphore}. It is released once, by the end of a {@code try}
 * block or by a task to which it was passed.
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

  /** {@return the number of permits} Never suspends. */
  public int count() {
    return count;
  }

  /** {@return the task that has to release it; empty after it was released} Never suspends. */
  public Optional<Task<?>> holder() {
    return Optional.ofNullable(holding.holder());
  }

  /**
   * Passes the permit to another task, which then has to release it.
   *
   * @param task a task of this kernel
   * @throws IllegalStateException if it was already released, or that task has ended
   */
  @Async(Suspension.NEVER)
  public void passTo(Task<?> task) {
    if (holding.holder() == null) {
      throw new IllegalStateException("the permit of " + semaphore + " was already released");
    }
    holding.passTo(task);
  }

  /**
   * Releases the permit. Closing twice is harmless.
   *
   * <p>Any task of the kernel may call it.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    Task<?> _ = Task.current();
    if (holding.holder() != null) {
      StackReserve.requireForOperation();
      holding.end();
      semaphore.giveBack(this);
    }
  }

  @Override
  public String toString() {
    return "Permit[" + count + " of " + semaphore + "]";
  }
}
