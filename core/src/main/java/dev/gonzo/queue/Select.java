package dev.gonzo.queue;

import dev.gonzo.Async;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several receives and sends, and does exactly that one.
 *
 * <pre>{@code
 * String news = select(
 *     orders.onReceive(order -> "ordered " + order),
 *     parcels.onSend(parcel, () -> "sent"),
 *     after(ofSeconds(5), () -> "nothing for five seconds"));
 * }</pre>
 *
 * <p>If several are ready, the one that is named first is chosen; where that is unfair, name them
 * in turns. A clause whose channel has ended is ready, and the select throws what the receive or
 * the send would.
 */
public final class Select {
  private Select() {}

  /**
   * Waits until one of the clauses can be done, does it, and calls its action.
   *
   * <p>Suspends, or blocks in an ordinary thread if its channels are universal; a checkpoint. When
   * it throws, nothing was received or sent; the items of its send clauses are the caller's, and
   * {@link Shape#onUndelivered()} is not called for them. Nothing of it stays in any channel.
   *
   * @param clauses what to wait for; at most one {@link #otherwise}
   * @param <R> what their actions answer
   * @return what the action of the chosen clause answers
   * @throws DrainedException if a channel that it receives from is closed and drained
   * @throws ClosedException if a channel that it sends to is closed, or one it receives from was
   *     discarded, or is drained and was closed with a cause
   * @throws BrokenException if a channel that it sends to was discarded
   * @throws IllegalArgumentException if there is no clause
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   */
  @Async
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> R select(Clause<? extends R>... clauses) {
    if (clauses.length == 0) {
      throw new IllegalArgumentException("a select without a clause would wait for ever");
    }
    return new Selection<R>(List.of(clauses)).choose().act();
  }

  /**
   * A clause that is chosen when no other was within a time. Never suspends.
   *
   * @param limit how long to wait for the others
   * @param action what to do then
   * @param <R> what it answers
   * @return the clause
   */
  public static <R extends @Nullable Object> Clause<R> after(
      Duration limit, Supplier<? extends R> action) {
    return new Clause.Otherwise<>(Objects.requireNonNull(limit), Objects.requireNonNull(action));
  }

  /**
   * A clause that is chosen when no other is ready at once: the select does not wait. Never
   * suspends.
   *
   * @param action what to do then
   * @param <R> what it answers
   * @return the clause
   */
  public static <R extends @Nullable Object> Clause<R> otherwise(Supplier<? extends R> action) {
    return new Clause.Otherwise<>(null, Objects.requireNonNull(action));
  }
}
