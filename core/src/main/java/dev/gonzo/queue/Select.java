package dev.gonzo.queue;

import dev.gonzo.Async;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for several operations at once, such as a receive, a send, the end of a task or the value
 * of a promise, and performs exactly one of them: the first that is possible.
 *
 * <pre>{@code
 * String news = select(
 *     orders.onReceive(order -> "ordered " + order),
 *     parcels.onSend(parcel, () -> "sent"),
 *     worker.onJoin(result -> "worked out " + result),
 *     closing.onSet(() -> "closing"),
 *     after(ofSeconds(5), () -> "nothing for five seconds"));
 * }</pre>
 *
 * <p>If several clauses are ready, the first one is chosen; where that is unfair, vary their order.
 * A clause whose channel has ended is ready, and the select throws the exception that the receive
 * or send would throw; the same holds for a task that has failed, and for a promise. The clauses
 * that were not chosen leave nothing behind: no item is lost, and no waiter stays registered.
 *
 * <p>For a timer, use {@link #after}, which counts from the beginning of the select. For a limit on
 * more than the wait, put the select into {@link dev.gonzo.Gonzo#timeoutAfter}.
 */
public final class Select {
  private Select() {}

  /**
   * Waits until one of the clauses is ready, does it, and calls its action.
   *
   * <p>Suspends, or blocks in an ordinary thread if all that it waits for is universal; a
   * checkpoint. If it throws, nothing was received or sent; the caller keeps the items of the send
   * clauses, and {@link QueueOptions#onUndelivered()} is not called for them. It leaves nothing
   * behind in any channel, promise or task.
   *
   * @param clauses the clauses, with at most one {@link #otherwise}
   * @param <R> the type of the actions' results
   * @return the result of the chosen clause's action
   * @throws DrainedException if a channel to receive from is closed and drained
   * @throws ClosedException if a channel to send to is closed, or a channel to receive from was
   *     discarded, or is drained and was closed with a cause
   * @throws BrokenException if a channel to send to was discarded
   * @throws dev.gonzo.TaskFailedException if the {@link dev.gonzo.Task#onJoin join} of a task is
   *     chosen that failed or was cancelled
   * @throws dev.gonzo.sync.PromiseFailedException if a promise is chosen that was failed
   * @throws dev.gonzo.KernelEndedException if an event or a promise is closed, or its kernel has
   *     ended
   * @throws IllegalArgumentException if there is no clause, or a clause waits for a task of another
   *     kernel
   * @throws IllegalStateException if a clause waits for the end of the calling task
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   */
  @Async
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> R select(SelectClause<? extends R>... clauses) {
    if (clauses.length == 0) {
      throw new IllegalArgumentException("a select without a clause would wait for ever");
    }
    return new Selection<R>(List.of(clauses)).choose().act();
  }

  /**
   * Creates a clause that is chosen if no other is ready within a time. Never suspends.
   *
   * @param limit how long to wait for the others
   * @param action called if this clause is chosen; may suspend
   * @param <R> the type of the action's result
   * @return the clause
   */
  public static <R extends @Nullable Object> SelectClause<R> after(
      Duration limit, Supplier<? extends R> action) {
    return new SelectClause.Otherwise<>(
        Objects.requireNonNull(limit), Objects.requireNonNull(action));
  }

  /**
   * Creates a clause that is chosen if no other is ready at once, so that the select does not wait.
   * Never suspends.
   *
   * @param action called if this clause is chosen; may suspend
   * @param <R> the type of the action's result
   * @return the clause
   */
  public static <R extends @Nullable Object> SelectClause<R> otherwise(
      Supplier<? extends R> action) {
    return new SelectClause.Otherwise<>(null, Objects.requireNonNull(action));
  }
}
