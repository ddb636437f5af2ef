package dev.gonzo.queue;

import dev.gonzo.Async;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection between those who send and those who receive: by rendezvous, or with a buffer. It
 * can take part in a {@link Select}.
 *
 * <pre>{@code
 * var words = Channel.<String>rendezvous();
 * spawn(() -> { words.send("one"); words.send("two"); words.close(); });
 * for (String word : words) System.out.println(word);
 * }</pre>
 *
 * <p>The sending side ends it by {@link #close()}, or with a cause by {@link #close(Throwable)},
 * the receiving side by {@link #discard}. Everything else is as in a {@link Queue}: local or
 * universal, in order, straight to the one who has waited longest.
 *
 * @param <T> what the items are; never null
 */
public final class Channel<T> implements Iterable<T>, AutoCloseable {
  private final PlainQueue<T> queue;

  private Channel(Shape<T> shape) {
    queue = new PlainQueue<>(shape);
  }

  /**
   * A local one without a buffer: a send waits until its item is received. Never suspends.
   *
   * @param <T> what the items are
   * @return the channel
   */
  public static <T> Channel<T> rendezvous() {
    return of(Shape.bounded(0));
  }

  /**
   * A local one with a buffer: a send waits while it is full. Never suspends.
   *
   * @param capacity how many items the buffer keeps
   * @param <T> what the items are
   * @return the channel
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> Channel<T> buffered(int capacity) {
    return of(Shape.bounded(capacity));
  }

  /**
   * A universal one. Never suspends.
   *
   * @param capacity how many items the buffer keeps; 0 for a rendezvous
   * @param <T> what the items are
   * @return the channel
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> Channel<T> universal(int capacity) {
    return of(Shape.<T>bounded(capacity).universal());
  }

  /**
   * One of any shape. Never suspends.
   *
   * @param shape what it is to be like
   * @param <T> what the items are
   * @return the channel
   */
  public static <T> Channel<T> of(Shape<T> shape) {
    return new Channel<>(shape);
  }

  /**
   * Sends an item; waits until there is room for it, or without a buffer until it is received.
   *
   * <p>Suspends, or blocks; a checkpoint. When it throws, the item was not sent, and has been
   * handed to {@link Shape#onUndelivered()}.
   *
   * @param item what to send
   * @throws ClosedException if the channel is closed, or is being closed meanwhile
   * @throws BrokenException if the receiving side has discarded it, or does meanwhile
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   */
  @Async
  public void send(T item) {
    queue.put(item);
  }

  /**
   * Receives an item; waits while there is none.
   *
   * <p>Suspends, or blocks; a checkpoint. When it throws, it has taken nothing.
   *
   * @return the item
   * @throws DrainedException if the channel is closed, and the last item was received
   * @throws ClosedException if the channel was discarded, or is meanwhile; or if it is drained and
   *     was closed with a cause, or meanwhile is
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   */
  @Async
  public T receive() {
    return queue.get();
  }

  /**
   * Sends an item if that can be done at once.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param item what to send
   * @return false if it would have to wait: the item stays the caller's
   * @throws ClosedException if the channel is closed; the item stays the caller's
   * @throws BrokenException if it was discarded; the item stays the caller's
   */
  @Async
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
  @Async
  public Optional<T> tryReceive() {
    return queue.tryGet();
  }

  /**
   * Receives until the channel is closed and drained.
   *
   * <p>The iterator's methods suspend, or block; each {@code hasNext()} that has no item yet is a
   * checkpoint. Where the channel was closed with a cause, or discarded, {@code hasNext()} throws a
   * {@link ClosedException}.
   *
   * @return an iterator for one task; each item goes to one of the iterators
   */
  @Override
  public Iterator<T> iterator() {
    return queue.iterator();
  }

  /**
   * A receive, as a clause of a {@link Select#select select}. Never suspends.
   *
   * @param action what to do with the item; may suspend
   * @param <R> what it answers
   * @return the clause
   */
  public <R extends @Nullable Object> Clause<R> onReceive(Function<? super T, ? extends R> action) {
    return new Clause.Receive<>(queue.exchange, Objects.requireNonNull(action));
  }

  /**
   * A send, as a clause of a {@link Select#select select}. Never suspends.
   *
   * @param item what to send; the caller's, until the clause is chosen
   * @param action what to do when it was sent; may suspend
   * @param <R> what it answers
   * @return the clause
   */
  public <R extends @Nullable Object> Clause<R> onSend(T item, Supplier<? extends R> action) {
    return new Clause.Send<>(
        queue.exchange, Objects.requireNonNull(item), Objects.requireNonNull(action));
  }

  /**
   * Ends the sending: what is in the buffer can still be received. Those who wait, on either side,
   * go on with an error. Closing twice is harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    queue.close();
  }

  /**
   * Ends the sending because something has failed: what is in the buffer can still be received, and
   * then receivers meet a {@link ClosedException} with the cause in place of the {@link
   * DrainedException}, a loop over the items too, so that nobody takes the end for a complete one.
   * Senders, and those who wait on either side, meet it at once, in a {@link Select} as well. Each
   * of them gets an exception of its own; its cause is the same for all.
   *
   * <pre>{@code
   * } catch (IOException failure) {
   *   words.close(failure);
   * }
   * }</pre>
   *
   * <p>The first close counts: on a channel that is closed or discarded it changes nothing, and a
   * later {@link #close()} takes no cause away. A later {@link #discard} ends both sides as always.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param cause why there will be no more
   * @throws NullPointerException if the cause is null
   */
  @Async
  public void close(Throwable cause) {
    queue.close(cause);
  }

  /**
   * Ends both sides: what is in the buffer is handed to {@link Shape#onUndelivered()}. Discarding
   * twice is harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  public void discard() {
    queue.discard();
  }

  /** {@return how many items are in the buffer} Of a universal one a snapshot. Never suspends. */
  public int size() {
    return queue.size();
  }

  /** {@return how many items the buffer keeps at most} Never suspends. */
  public int capacity() {
    return queue.capacity();
  }

  /** {@return whether it was closed or discarded} Never suspends. */
  public boolean isClosed() {
    return queue.isClosed();
  }

  /** For tests of this package. */
  Exchange<T> exchange() {
    return queue.exchange;
  }

  @Override
  public String toString() {
    return queue.toString().replace("Queue", "Channel");
  }
}
