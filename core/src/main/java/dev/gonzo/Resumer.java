package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.report.Causes;
import dev.gonzo.report.Log;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.Waker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends the wait of a task from a callback. See {@link Gonzo#suspendUntil}. Any thread may use it,
 * including that of the waiting task.
 *
 * <pre>
 *   WAITING -> Resumed | Failed     the first call counts; a second one is an error
 *   WAITING -> CANCELLED            a later call is too late, and is not an error
 *   Resumed -> CANCELLED            the start function throws after its callback was called
 * </pre>
 *
 * <p>A wait is either ended by the callback or cancelled, never both. A task that was resumed
 * before its cancellation arrived continues with the value, and the cancellation arrives at the
 * next checkpoint.
 *
 * @param <T> the type of the value with which the task is resumed
 */
public final class Resumer<T extends @Nullable Object> {
  private sealed interface State<T extends @Nullable Object> {
    record Waiting<T extends @Nullable Object>() implements State<T> {}

    record Resumed<T extends @Nullable Object>(T value) implements State<T> {}

    record Failed<T extends @Nullable Object>(Throwable cause) implements State<T> {}

    record Cancelled<T extends @Nullable Object>() implements State<T> {}
  }

  /**
   * Starts the operation to which the callback belongs.
   *
   * @param <T> the type of the callback's value
   * @param <X> the type of exception that it throws
   */
  @FunctionalInterface
  public interface Start<T extends @Nullable Object, X extends Exception> {
    /**
     * Starts the operation.
     *
     * @param resumer to be called by the operation's callback
     * @throws X if it cannot be started; then the task does not wait, and a value that the callback
     *     delivers nevertheless goes to {@link #whenUndelivered}
     */
    void begin(Resumer<T> resumer) throws X;
  }

  private final Waker waker;
  private final AtomicReference<State<T>> state = new AtomicReference<>(new State.Waiting<>());
  private volatile Runnable cancelled = () -> {};
  private volatile Consumer<? super T> undelivered = _ -> {};

  private Resumer(Waker waker) {
    this.waker = waker;
  }

  static <T extends @Nullable Object, X extends Exception> T await(Start<T, X> start) throws X {
    // First, so that a cancelled task does not start the operation.
    Coroutine.trap(CHECKPOINT);
    Waker waker = Coroutine.trap(new OpenWaker());
    try {
      var resumer = new Resumer<T>(waker);
      resumer.begin(start);
      return resumer.await();
    } finally {
      Coroutine.trap(waker.closing());
    }
  }

  private <X extends Exception> void begin(Start<T, X> start) throws X {
    try {
      start.begin(this);
    } catch (Throwable thrown) {
      drop(thrown);
      throw thrown;
    }
  }

  private T await() {
    try {
      Coroutine.trap(waker.waiting());
    } catch (Throwable thrown) {
      if (withdraw(thrown)) {
        throw thrown;
      } else if (!Cancelled.postpone(thrown)) {
        drop(thrown);
        throw thrown;
      }
    }
    return switch (state.get()) {
      case State.Resumed<T>(var value) -> value;
      case State.Failed<T>(var cause) -> throw Rethrow.unchecked(Cancellation.asResult(cause));
      default -> throw new AssertionError("woken without a value or a failure");
    };
  }

  /** Disposes of a value or failure from the callback, because the task throws something else. */
  private void drop(Throwable thrown) {
    switch (state.getAndSet(new State.Cancelled<>())) {
      case State.Resumed<T>(var value) -> handBack(value, thrown);
      case State.Failed<T>(var cause) -> suppress(thrown, cause);
      case State.Waiting<T> _, State.Cancelled<T> _ -> {}
    }
  }

  /** Passes a value to the hook. A failure of the hook does not hide the original exception. */
  private void handBack(T value, Throwable thrown) {
    try {
      undelivered.accept(value);
    } catch (Throwable failure) {
      suppress(thrown, failure);
    }
  }

  /** Adds the failure of a callback to the exception that the task throws. */
  static void suppress(Throwable thrown, Throwable failure) {
    if (!Causes.suppress(thrown, failure) && failure != thrown) {
      Log.warn("a callback failed after its task had stopped waiting", failure);
    }
  }

  /** Ends the wait and notifies the operation; false if its callback came first. */
  private boolean withdraw(Throwable thrown) {
    State<T> before = state.get();
    boolean first =
        before instanceof State.Waiting<T> && state.compareAndSet(before, new State.Cancelled<>());
    if (first) {
      try {
        cancelled.run();
      } catch (Throwable failure) {
        suppress(thrown, failure);
      }
    }
    return first;
  }

  /**
   * Sets the action to run when the task is cancelled while it waits, to cancel the operation. Call
   * it in {@link Start}; a second call replaces the first action.
   *
   * @param action runs in the task, once; must not suspend
   */
  public void whenCancelled(Runnable action) {
    cancelled = Objects.requireNonNull(action);
  }

  /**
   * Sets the action for a value that the task does not get, to close it: the value comes after the
   * task was cancelled, or {@link Start} has thrown, before or after the value came. Call it in
   * {@link Start}; a second call replaces the first action.
   *
   * @param action runs on the thread that delivers the value, or in the task if it was delivered
   *     before; must not suspend
   */
  public void whenUndelivered(Consumer<? super T> action) {
    undelivered = Objects.requireNonNull(action);
  }

  /**
   * Ends the wait with a value. If the task was cancelled in the meantime, the value goes to {@link
   * #whenUndelivered} instead. Never suspends.
   *
   * @param value the value that the waiting method returns
   * @throws IllegalStateException if the wait has already been ended by this or another method
   */
  public void resume(T value) {
    refuseSecond(end(new State.Resumed<>(value)));
  }

  /**
   * Ends the wait with an exception. Without effect if the task was cancelled in the meantime.
   * Never suspends.
   *
   * @param cause the exception that the waiting method throws, unchanged
   * @throws IllegalStateException if the wait has already been ended by this or another method
   */
  public void fail(Throwable cause) {
    refuseSecond(end(new State.Failed<>(Objects.requireNonNull(cause))));
  }

  /**
   * Ends the wait with a value, if it has not been ended. Never suspends.
   *
   * @param value the value that the waiting method returns
   * @return false if the wait has already been ended, or the task was cancelled
   */
  public boolean tryResume(T value) {
    return end(new State.Resumed<>(value)) instanceof State.Waiting<T>;
  }

  /**
   * Ends the wait with an exception, if it has not been ended. Never suspends.
   *
   * @param cause the exception that the waiting method throws, unchanged
   * @return false if the wait has already been ended, or the task was cancelled
   */
  public boolean tryFail(Throwable cause) {
    return end(new State.Failed<>(Objects.requireNonNull(cause))) instanceof State.Waiting<T>;
  }

  private State<T> end(State<T> how) {
    StackReserve.requireForWakeUp();
    State<T> before = state.get();
    while (before instanceof State.Waiting<T> && !state.compareAndSet(before, how)) {
      before = state.get();
    }
    if (before instanceof State.Waiting<T>) {
      waker.wake();
    } else if (before instanceof State.Cancelled<T> && how instanceof State.Resumed<T>(var value)) {
      undelivered.accept(value);
    }
    return before;
  }

  private static void refuseSecond(State<?> before) {
    if (before instanceof State.Resumed<?> || before instanceof State.Failed<?>) {
      throw new IllegalStateException(
          "a wait can be ended only once, and this one was already ended by "
              + (before instanceof State.Resumed<?> ? "resume" : "fail"));
    }
  }
}
