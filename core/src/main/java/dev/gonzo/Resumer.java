package dev.gonzo;

import dev.gonzo.report.Reports;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.CloseWaker;
import dev.gonzo.trap.OpenWaker;
import dev.gonzo.trap.WaitForWaker;
import dev.gonzo.trap.Waker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a callback ends the wait of a task by: see {@link Gonzo#suspendUntil}. Any thread may call
 * it, the waiting task too.
 *
 * <pre>
 *   WAITING -> Resumed | Failed     the first call counts, and a second is an error
 *   WAITING -> CANCELLED            what comes then comes late, and is not an error
 *   Resumed -> CANCELLED            the function that was to begin throws, though its callback came
 * </pre>
 *
 * <p>Of the two exactly one happens. A task that was resumed before its cancellation has arrived
 * goes on with its value, and the cancellation waits for the next checkpoint.
 *
 * @param <T> what the task is resumed with
 */
public final class Resumer<T extends @Nullable Object> {
  private sealed interface State<T extends @Nullable Object> {
    record Waiting<T extends @Nullable Object>() implements State<T> {}

    record Resumed<T extends @Nullable Object>(T value) implements State<T> {}

    record Failed<T extends @Nullable Object>(Throwable cause) implements State<T> {}

    record Cancelled<T extends @Nullable Object>() implements State<T> {}
  }

  /**
   * Begins what the callback belongs to.
   *
   * @param <T> what the callback is told
   * @param <X> what it throws
   */
  @FunctionalInterface
  public interface Start<T extends @Nullable Object, X extends Exception> {
    /**
     * Begins the operation.
     *
     * @param resumer what its callback calls
     * @throws X if it cannot be begun; then nobody waits, and a value that its callback has brought
     *     nevertheless goes to {@link #whenUndelivered}
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
    // Before anything has begun: what is cancelled already begins nothing.
    Coroutine.trap(new Checkpoint());
    var resumer = new Resumer<T>(Coroutine.trap(new OpenWaker()));
    try {
      resumer.begin(start);
      return resumer.await();
    } finally {
      Coroutine.trap(new CloseWaker(resumer.waker));
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
      Coroutine.trap(new WaitForWaker(waker));
    } catch (Throwable thrown) {
      if (withdraw(thrown)) {
        throw thrown;
      } else if (!Coroutine.postpone(thrown)) {
        drop(thrown);
        throw thrown;
      }
    }
    return switch (state.get()) {
      case State.Resumed<T>(var value) -> value;
      case State.Failed<T>(var cause) -> throw Sneaky.rethrow(cause);
      default -> throw new AssertionError("woken by nobody");
    };
  }

  /**
   * The task throws something else than what its callback may have brought already, or brings
   * later: then nobody else will see that.
   */
  private void drop(Throwable thrown) {
    switch (state.getAndSet(new State.Cancelled<>())) {
      case State.Resumed<T>(var value) -> handBack(value, thrown);
      case State.Failed<T>(var cause) -> suppress(thrown, cause);
      case State.Waiting<T> _, State.Cancelled<T> _ -> {}
    }
  }

  /** A hook that fails does not hide why it was called. */
  private void handBack(T value, Throwable thrown) {
    try {
      undelivered.accept(value);
    } catch (Throwable failure) {
      suppress(thrown, failure);
    }
  }

  private static void suppress(Throwable thrown, Throwable failure) {
    if (!Causes.suppress(thrown, failure) && failure != thrown) {
      Reports.warn("a callback failed whose task did not wait any more", failure);
    }
  }

  /** Nobody waits any more, and the operation hears of it; false if its callback was quicker. */
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
   * Says what to do when the task is cancelled while it waits: to cancel the operation. For {@link
   * Start}; a later one takes the place of an earlier one.
   *
   * @param action run in the task, once; must not suspend
   */
  public void whenCancelled(Runnable action) {
    cancelled = Objects.requireNonNull(action);
  }

  /**
   * Says what to do with a value that the task does not get, to close it: one that comes when the
   * task has been cancelled, or when {@link Start} has thrown, be it before or after. For {@link
   * Start}; a later one takes the place of an earlier one.
   *
   * @param action run where the value comes, or in the task if it has come already; must not
   *     suspend
   */
  public void whenUndelivered(Consumer<? super T> action) {
    undelivered = Objects.requireNonNull(action);
  }

  /**
   * Ends the wait. Without effect if the task was cancelled meanwhile, but for {@link
   * #whenUndelivered}. Never suspends.
   *
   * @param value what the task goes on with
   * @throws IllegalStateException if the wait was ended already by this or another method
   */
  public void resume(T value) {
    refuseSecond(end(new State.Resumed<>(value)));
  }

  /**
   * Makes the task throw. Without effect if it was cancelled meanwhile. Never suspends.
   *
   * @param cause what it throws, as it is
   * @throws IllegalStateException if the wait was ended already by this or another method
   */
  public void fail(Throwable cause) {
    refuseSecond(end(new State.Failed<>(Objects.requireNonNull(cause))));
  }

  /**
   * Ends the wait, if nobody has. Never suspends.
   *
   * @param value what the task goes on with
   * @return false if it was ended already, or the task was cancelled
   */
  public boolean tryResume(T value) {
    return end(new State.Resumed<>(value)) instanceof State.Waiting<T>;
  }

  /**
   * Makes the task throw, if nobody has ended its wait. Never suspends.
   *
   * @param cause what it throws, as it is
   * @return false if it was ended already, or the task was cancelled
   */
  public boolean tryFail(Throwable cause) {
    return end(new State.Failed<>(Objects.requireNonNull(cause))) instanceof State.Waiting<T>;
  }

  private State<T> end(State<T> how) {
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
          "a wait is ended once, and this one was ended already: by " + before);
    }
  }
}
