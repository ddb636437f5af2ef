package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import dev.gonzo.queue.SelectClause;
import dev.gonzo.wait.CloseWithKernel;
import dev.gonzo.wait.Latch;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event that any number of tasks can wait for.
 *
 * <pre>{@code
 * var ready = Event.of("ready");
 * spawn(() -> { ready.await(); work(); });
 * ready.set();                           // releases all waiting tasks, and all later ones
 * }</pre>
 *
 * <p><b>Local or universal.</b> A local event is for the tasks of one kernel, and takes no lock. A
 * {@link #universal} one is for tasks of all kernels and ordinary threads: {@link #await} suspends
 * when called in a coroutine, and blocks when called in an ordinary thread, where an interrupt acts
 * as a cancellation. A universal event that was created inside a kernel is closed when that kernel
 * ends.
 */
public final class Event implements AutoCloseable {
  private final Latch<Boolean> latch;
  private final @Nullable CloseWithKernel closing;

  private Event(Latch<Boolean> latch) {
    this.latch = latch;
    this.closing = CloseWithKernel.bind(latch);
  }

  /**
   * Creates a local event that is not set. Never suspends.
   *
   * @return the event
   */
  public static Event of() {
    return new Event(new Latch<>("Event", false));
  }

  /**
   * Creates a local event that is not set. Never suspends.
   *
   * @param name the name in reports
   * @return the event
   */
  public static Event of(String name) {
    return new Event(new Latch<>("Event " + name, false));
  }

  /**
   * Creates a universal event that is not set. Never suspends.
   *
   * @return the event
   */
  public static Event universal() {
    return new Event(new Latch<>("Event", true));
  }

  /**
   * Waits until the event is set. Returns at once if it is.
   *
   * <p>Suspends, or blocks; a checkpoint. Everything that is waiting when the event is set
   * continues, even if the event is cleared before it runs. If it is cancelled, it leaves nothing
   * behind.
   *
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   * @throws dev.gonzo.KernelEndedException if the event is closed, or its kernel has ended
   */
  @Async
  public void await() {
    boolean _ = latch.await();
  }

  /**
   * Waits until the event is set, as a clause of a {@link dev.gonzo.queue.Select#select select},
   * which throws what {@link #await} would if the event is closed. Never suspends.
   *
   * @param action the action once the event is set; may suspend
   * @param <R> the type of its result
   * @return the clause
   */
  public <R extends @Nullable Object> SelectClause<R> onSet(Supplier<? extends R> action) {
    Objects.requireNonNull(action);
    return SelectClause.passing(() -> latch, _ -> action.get());
  }

  /**
   * Sets the event, and wakes everything that waits for it. Without effect if it is already set, or
   * closed.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   */
  @Async(Suspension.NEVER)
  public void set() {
    boolean _ = latch.open(true);
  }

  /**
   * Clears the event, so that later calls of {@link #await} wait. Waits that have already been
   * completed stay completed.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   */
  @Async(Suspension.NEVER)
  public void clear() {
    latch.shutAgain();
  }

  /** {@return whether the event is set} For a universal event, a snapshot. Never suspends. */
  public boolean isSet() {
    return latch.peek() != null;
  }

  /**
   * {@return the names of the tasks and threads that wait for it, longest waiting first} For a
   * universal event, a snapshot. Never suspends.
   */
  public List<String> waiting() {
    return latch.waiting();
  }

  /**
   * Closes the event: current waits, and later ones while the event is not set, throw {@link
   * dev.gonzo.KernelEndedException}. Closing twice is harmless. A local event need not be closed.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    latch.requireInsideUnlessUniversal();
    latch.shut();
    if (closing != null) {
      closing.release();
    }
  }

  @Override
  public String toString() {
    return latch.toString();
  }
}
