package dev.gonzo.queue;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel between senders and receivers, with a buffer or as a rendezvous. It can be used in a
 * {@link Select}.
 *
 * <pre>{@code
 * var words = Channel.<String>rendezvous();
 * spawn(() -> { words.send("one"); words.send("two"); words.close(); });
 * for (String word : words) System.out.println(word);
 * }</pre>
 *
 * <p>The sending side ends it with {@link #close()}, or with a cause with {@link
 * #close(Throwable)}; the receiving side ends it with {@link #discard}. Everything else is as in a
 * {@link Queue}: it is local or universal, keeps the order, and passes an item directly to the
 * receiver that has waited longest.
 *
 * @param <T> the type of the items, which are never null
 */
public final class Channel<T> implements Iterable<T>, AutoCloseable {
  private final ExchangeQueue<T> queue;

  private Channel(QueueOptions<T> options) {
    queue = new ExchangeQueue<>(options);
  }

  /**
   * Creates a local channel without a buffer: a send waits until its item is received. Never
   * suspends.
   *
   * @param <T> the type of the items
   * @return the channel
   */
  public static <T> Channel<T> rendezvous() {
    return of(QueueOptions.bounded(0));
  }

  /**
   * Creates a local channel with a buffer: a send waits while the buffer is full. Never suspends.
   *
   * @param capacity the size of the buffer in items; 0 for a rendezvous
   * @param <T> the type of the items
   * @return the channel
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> Channel<T> buffered(int capacity) {
    return of(QueueOptions.bounded(capacity));
  }

  /**
   * Creates a universal channel. Never suspends.
   *
   * @param capacity the size of the buffer in items; 0 for a rendezvous
   * @param <T> the type of the items
   * @return the channel
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> Channel<T> universal(int capacity) {
    return of(QueueOptions.<T>bounded(capacity).withUniversalAccess());
  }

  /**
   * Creates a channel with the given properties. Never suspends.
   *
   * @param options the properties of the channel
   * @param <T> the type of the items
   * @return the channel
   */
  public static <T> Channel<T> of(QueueOptions<T> options) {
    return new Channel<>(options);
  }

  /**
   * Sends an item. Waits until there is room for it or, without a buffer, until it is received.
   *
   * <p>Suspends, or blocks; a checkpoint. If it throws, the item was not sent, and has been passed
   * to {@link QueueOptions#onUndelivered()}.
   *
   * @param item the item to send
   * @throws ClosedException if the channel is closed, or is closed during the wait
   * @throws BrokenException if the receiving side has discarded it, or does so during the wait
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   */
  @Async
  public void send(T item) {
    queue.put(item);
  }

  /**
   * Receives an item. Waits while there is none.
   *
   * <p>Suspends, or blocks; a checkpoint. If it throws, it has taken no item.
   *
   * @return the item
   * @throws DrainedException if the channel is closed, and the last item was received
   * @throws ClosedException if the channel was discarded, or is drained and was closed with a
   *     cause; also if that happens during the wait
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   */
  @Async
  public T receive() {
    return queue.get();
  }

  /**
   * Sends an item if that is possible without waiting.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param item the item to send
   * @return false if it would have to wait; the caller keeps the item
   * @throws ClosedException if the channel is closed; the caller keeps the item
   * @throws BrokenException if it was discarded; the caller keeps the item
   */
  @Async(Suspension.NEVER)
  public boolean trySend(T item) {
    return queue.tryPut(item);
  }

  /**
   * Receives an item if there is one.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @return the item, or empty if there is none now
   * @throws DrainedException if the channel is closed, and the last item was received
   * @throws ClosedException if the channel was discarded, or is drained and was closed with a cause
   */
  @Async(Suspension.NEVER)
  public Optional<T> tryReceive() {
    return queue.tryGet();
  }

  /**
   * Returns an iterator that receives items until the channel is closed and drained.
   *
   * <p>The iterator's methods suspend, or block; each {@code hasNext()} that has no item yet is a
   * checkpoint. If the channel was closed with a cause, or discarded, {@code hasNext()} throws
   * {@link ClosedException}.
   *
   * @return an iterator for one task; if there are several iterators, each item goes to only one of
   *     them
   */
  @Override
  public Iterator<T> iterator() {
    return queue.iterator();
  }

  /**
   * Creates a clause of a {@link Select#select select} that receives an item. Never suspends.
   *
   * @param action called with the item; may suspend
   * @param <R> the type of the action's result
   * @return the clause
   */
  public <R extends @Nullable Object> SelectClause<R> onReceive(
      Function<? super T, ? extends R> action) {
    return queue.onGet(action);
  }

  /**
   * Creates a clause of a {@link Select#select select} that sends an item. Never suspends.
   *
   * @param item the item to send; the caller keeps it until the clause is chosen
   * @param action called after the item was sent; may suspend
   * @param <R> the type of the action's result
   * @return the clause
   */
  public <R extends @Nullable Object> SelectClause<R> onSend(T item, Supplier<? extends R> action) {
    return queue.onPut(item, action);
  }

  /**
   * Closes the channel for sending. Items in the buffer can still be received. Waiting senders and
   * receivers get an exception. Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    queue.close();
  }

  /**
   * Closes the channel for sending because of a failure. Items in the buffer can still be received.
   * After that, a receive or a loop over the items throws a {@link ClosedException} with the cause
   * instead of a {@link DrainedException}, so that a receiver does not take an incomplete stream
   * for a complete one. Senders, and waiting senders and receivers, get this exception at once,
   * also in a {@link Select}. Each gets a new exception with the same cause.
   *
   * <pre>{@code
   * } catch (IOException failure) {
   *   words.close(failure);
   * }
   * }</pre>
   *
   * <p>Only the first close has an effect: this method changes nothing if the channel is already
   * closed or discarded, and a later {@link #close()} does not remove the cause. A later {@link
   * #discard} ends both sides as usual.
   *
   * @param cause the reason why no more items will come
   * @throws NullPointerException if the cause is null
   */
  @Async(Suspension.NEVER)
  public void close(Throwable cause) {
    queue.close(cause);
  }

  /**
   * Closes the channel for both sides. Items in the buffer are passed to {@link
   * QueueOptions#onUndelivered()}. Discarding twice is harmless.
   */
  @Async(Suspension.NEVER)
  public void discard() {
    queue.discard();
  }

  /**
   * {@return the number of items in the buffer} For a universal channel, a snapshot. Never
   * suspends.
   */
  public int size() {
    return queue.size();
  }

  /** {@return the size of the buffer in items} Never suspends. */
  public int capacity() {
    return queue.capacity();
  }

  /** {@return whether it was closed or discarded} Never suspends. */
  public boolean isClosed() {
    return queue.isClosed();
  }

  /** For tests of this package. */
  QueueState<T> state() {
    return queue.state;
  }

  @Override
  public String toString() {
    return queue.toString().replace("Queue", "Channel");
  }
}
