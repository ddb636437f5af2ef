package dev.gonzo.queue;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to a {@link Broadcast}, with which one subscriber receives its items. Close it:
 * under {@link SlowConsumers#suspend} the sender waits for all subscribers.
 *
 * @param <T> the type of the items
 */
public final class Subscription<T> implements Iterable<T>, AutoCloseable {
  private final Subscribers<T> subscribers;
  private final SubscriberBuffer<T> buffer;

  Subscription(Subscribers<T> subscribers, SubscriberBuffer<T> buffer) {
    this.subscribers = subscribers;
    this.buffer = buffer;
  }

  /**
   * Receives the next item. Waits while there is none.
   *
   * <p>Suspends, or blocks; a checkpoint. If it throws, it has taken no item.
   *
   * @return the item
   * @throws DrainedException if the broadcast is closed, and its last item was taken
   * @throws OverrunException if this subscriber was too slow, under {@link SlowConsumers#fail}
   * @throws ClosedException if the subscription is closed, or is closed during the wait; or if the
   *     last item was taken and the broadcast was closed with a cause, or is during the wait
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   */
  @Async
  public T receive() {
    return QueueOperations.get(buffer);
  }

  /**
   * Receives the next item if there is one.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @return the item, or empty if there is none now
   * @throws DrainedException if the broadcast is closed, and its last item was taken
   * @throws OverrunException if this subscriber was too slow, under {@link SlowConsumers#fail}
   * @throws ClosedException if the subscription is closed, or the last item was taken and the
   *     broadcast was closed with a cause
   */
  @Async(Suspension.NEVER)
  public Optional<T> tryReceive() {
    return Optional.ofNullable(QueueOperations.tryGet(buffer));
  }

  /**
   * Returns an iterator that receives items until the broadcast is closed and the last item was
   * taken.
   *
   * <p>The iterator's methods suspend, or block; each {@code hasNext()} that has no item yet is a
   * checkpoint. Where the broadcast was closed with a cause, {@code hasNext()} throws a {@link
   * ClosedException}.
   *
   * @return an iterator for one task
   */
  @Override
  public Iterator<T> iterator() {
    return new Items<>(buffer);
  }

  /**
   * A receive, as a clause of a {@link Select#select select}. Never suspends.
   *
   * @param action the action for the item; may suspend
   * @param <R> the type of its result
   * @return the clause
   */
  public <R extends @Nullable Object> SelectClause<R> onReceive(
      Function<? super T, ? extends R> action) {
    return new SelectClause.Receive<>(buffer, action);
  }

  /** {@return how many items the subscriber has lost because it was too slow} Never suspends. */
  public long missed() {
    subscribers.enter();
    try {
      return buffer.missed();
    } finally {
      subscribers.leave();
    }
  }

  /** Ends the subscription, and drops the kept items. Closing twice is harmless. */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    QueueOperations.requireInsideUnlessUniversal(subscribers);
    subscribers.enter();
    try {
      subscribers.unsubscribe(buffer);
    } finally {
      subscribers.leave();
    }
  }
}
