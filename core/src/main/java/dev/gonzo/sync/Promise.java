package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Outcome;
import dev.gonzo.Suspension;
import dev.gonzo.queue.SelectClause;
import dev.gonzo.wait.CloseWithKernel;
import dev.gonzo.wait.Latch;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that is set once, and that any number of tasks can wait for.
 *
 * <pre>{@code
 * var address = Promise.<InetSocketAddress>of();
 * spawn(() -> serve(address));            // ... address.complete(listener.localAddress())
 * connect(address.await());
 * }</pre>
 *
 * <p><b>Local or universal</b>, like an {@link Event}: a {@link #universal} promise can be
 * completed and awaited by tasks of any kernel and by ordinary threads, and completed by callbacks.
 *
 * @param <T> the type of the value
 */
public final class Promise<T extends @Nullable Object> implements AutoCloseable {
  private final Latch<Outcome<T>> latch;
  private final @Nullable CloseWithKernel closing;

  private Promise(Latch<Outcome<T>> latch) {
    this.latch = latch;
    this.closing = CloseWithKernel.bind(latch);
  }

  /**
   * Creates a local promise without a value. Never suspends.
   *
   * @param <T> the type of the value
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> of() {
    return new Promise<>(new Latch<>("Promise", false));
  }

  /**
   * Creates a local promise without a value. Never suspends.
   *
   * @param name the name in reports
   * @param <T> the type of the value
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> of(String name) {
    return new Promise<>(new Latch<>("Promise " + name, false));
  }

  /**
   * Creates a universal promise without a value. Never suspends.
   *
   * @param <T> the type of the value
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> universal() {
    return new Promise<>(new Latch<>("Promise", true));
  }

  /**
   * Waits for the value. Returns at once if it is set.
   *
   * <p>Suspends, or blocks; a checkpoint. If it is cancelled, it leaves nothing behind.
   *
   * @return the value
   * @throws PromiseFailedException if the promise was failed; a new exception for each call, with
   *     the failure as its cause
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   * @throws dev.gonzo.KernelEndedException if the promise is closed, or its kernel has ended
   */
  @Async
  public T await() {
    return valueOf(latch.await());
  }

  private static <T extends @Nullable Object> T valueOf(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Success<T>(var value) -> value;
      case Outcome.Failure<T>(var cause) -> throw new PromiseFailedException(cause);
      case Outcome.Cancellation<T>(var cancelled) -> throw new PromiseFailedException(cancelled);
    };
  }

  /**
   * Waits for the value, as a clause of a {@link dev.gonzo.queue.Select#select select}. If the
   * promise was failed, or is closed, the clause is ready, and the select throws what {@link
   * #await} would. Never suspends.
   *
   * @param action the action for the value; may suspend
   * @param <R> the type of its result
   * @return the clause
   */
  public <R extends @Nullable Object> SelectClause<R> onValue(
      Function<? super T, ? extends R> action) {
    Objects.requireNonNull(action);
    return SelectClause.passing(() -> latch, outcome -> action.apply(valueOf(outcome)));
  }

  /**
   * Sets the value, and wakes everything that waits for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param value the value
   * @throws IllegalStateException if it already has a value or failure, or is closed
   */
  @Async(Suspension.NEVER)
  public void complete(T value) {
    if (!tryComplete(value)) {
      throw twice();
    }
  }

  /**
   * Sets the value, unless it has a value or failure or is closed, and wakes everything that waits
   * for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param value the value
   * @return whether this call set it
   */
  @Async(Suspension.NEVER)
  public boolean tryComplete(T value) {
    return settle(new Outcome.Success<>(value));
  }

  /**
   * Fails the promise, and wakes everything that waits for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param cause the failure, which becomes the cause of {@link PromiseFailedException}
   * @throws IllegalStateException if it already has a value or failure, or is closed
   */
  @Async(Suspension.NEVER)
  public void fail(Throwable cause) {
    if (!tryFail(cause)) {
      throw twice();
    }
  }

  /**
   * Fails the promise, unless it has a value or failure or is closed, and wakes everything that
   * waits for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param cause the failure, which becomes the cause of {@link PromiseFailedException}
   * @return whether this call failed it
   */
  @Async(Suspension.NEVER)
  public boolean tryFail(Throwable cause) {
    return settle(new Outcome.Failure<>(Objects.requireNonNull(cause)));
  }

  private boolean settle(Outcome<T> outcome) {
    boolean settled = latch.open(outcome);
    if (settled) {
      release();
    }
    return settled;
  }

  private IllegalStateException twice() {
    return new IllegalStateException(
        this
            + " already has a value or failure, or is closed; tryComplete and tryFail"
            + " return whether they were the first");
  }

  /**
   * {@return whether it has a value or failure} For a universal promise, a snapshot. Never
   * suspends.
   */
  public boolean isDone() {
    return latch.peek() != null;
  }

  /**
   * {@return the names of the tasks and threads that wait for it, longest waiting first} For a
   * universal promise, a snapshot. Never suspends.
   */
  public List<String> waiting() {
    return latch.waiting();
  }

  /**
   * Closes the promise: current and later waits throw {@link dev.gonzo.KernelEndedException}.
   * Without effect if it already has a value or failure. A local promise need not be closed.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    latch.requireInsideUnlessUniversal();
    latch.shut();
    release();
  }

  private void release() {
    if (closing != null) {
      closing.release();
    }
  }

  @Override
  public String toString() {
    return latch.toString();
  }
}
