package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Outcome;
import dev.gonzo.universal.EndsWithKernel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that somebody gives once, and that any number of others wait for.
 *
 * <pre>{@code
 * var address = Promise.<InetSocketAddress>of();
 * spawn(() -> serve(address));            // ... address.complete(listener.localAddress())
 * connect(address.await());
 * }</pre>
 *
 * <p><b>Local or universal</b>, as an {@link Event} is: a {@link #universal} one is completed and
 * awaited by tasks of any kernel, by ordinary threads, and completed by callbacks.
 *
 * @param <T> what the value is
 */
public final class Promise<T extends @Nullable Object> implements AutoCloseable {
  private final Gate<Outcome<T>> gate;
  private final @Nullable EndsWithKernel bond;

  private Promise(Gate<Outcome<T>> gate) {
    this.gate = gate;
    this.bond = EndsWithKernel.bind(gate);
  }

  /**
   * Makes a local promise without a value. Never suspends.
   *
   * @param <T> what the value is
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> of() {
    return new Promise<>(new Gate<>("Promise", false));
  }

  /**
   * Makes a local promise without a value. Never suspends.
   *
   * @param name what reports call it
   * @param <T> what the value is
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> of(String name) {
    return new Promise<>(new Gate<>("Promise " + name, false));
  }

  /**
   * Makes a universal promise without a value. Never suspends.
   *
   * @param <T> what the value is
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> universal() {
    return new Promise<>(new Gate<>("Promise", true));
  }

  /**
   * Waits for the value; returns it at once if it is there.
   *
   * <p>Suspends, or blocks; a checkpoint. A cancelled one leaves nothing behind.
   *
   * @return the value
   * @throws PromiseFailed if it was failed; an exception of its own for each who waits, with what
   *     it was failed with as the cause
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   * @throws dev.gonzo.KernelEndedException if the promise is closed, or its kernel has ended
   */
  @Async
  public T await() {
    return switch (gate.await()) {
      case Outcome.Success<T>(var value) -> value;
      case Outcome.Failure<T>(var cause) -> throw new PromiseFailed(cause);
      case Outcome.Cancellation<T>(var cancelled) -> throw new PromiseFailed(cancelled);
    };
  }

  /**
   * Gives the value, and wakes all who wait for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param value the value
   * @throws IllegalStateException if it has its value or failure, or is closed
   */
  @Async
  public void complete(T value) {
    if (!tryComplete(value)) {
      throw twice();
    }
  }

  /**
   * Gives the value, if it has none yet, and wakes all who wait for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param value the value
   * @return whether this call gave it
   */
  @Async
  public boolean tryComplete(T value) {
    return settle(new Outcome.Success<>(value));
  }

  /**
   * Says that there will be no value, and wakes all who wait for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param cause why
   * @throws IllegalStateException if it has its value or failure, or is closed
   */
  @Async
  public void fail(Throwable cause) {
    if (!tryFail(cause)) {
      throw twice();
    }
  }

  /**
   * Says that there will be no value, if there is none yet, and wakes all who wait for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param cause why
   * @return whether this call did
   */
  @Async
  public boolean tryFail(Throwable cause) {
    return settle(new Outcome.Failure<>(Objects.requireNonNull(cause)));
  }

  private boolean settle(Outcome<T> outcome) {
    boolean settled = gate.open(outcome);
    if (settled) {
      release();
    }
    return settled;
  }

  private IllegalStateException twice() {
    return new IllegalStateException(
        this
            + " has its value or failure already, or is closed; tryComplete and tryFail tell"
            + " whether they were the first");
  }

  /** {@return whether it has its value or failure} Of a universal one a snapshot. */
  public boolean isDone() {
    return gate.peek() != null;
  }

  /**
   * {@return the names of the tasks and threads that wait for it, longest waiting first} Of a
   * universal one a snapshot. Never suspends.
   */
  public List<String> waiting() {
    return gate.waiting();
  }

  /**
   * Ends the waiting: those who wait, and those who come while there is no value, meet a {@link
   * dev.gonzo.KernelEndedException}. Without effect once it has its value or failure. A local
   * promise need not be closed.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    gate.requireColour();
    gate.shut();
    release();
  }

  private void release() {
    if (bond != null) {
      bond.release();
    }
  }

  @Override
  public String toString() {
    return gate.toString();
  }
}
