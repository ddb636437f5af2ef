package dev.gonzo.queue;

import dev.gonzo.Async;
import java.util.Iterator;
import java.util.Optional;

/**
 * Hands items from those who put them in to those who get them, one each.
 *
 * <pre>{@code
 * var jobs = Queue.<Job>bounded(16);
 * spawn(() -> { for (Job job : jobs) { work(job); jobs.taskDone(); } });
 * for (Job job : todo) jobs.put(job);       // suspends while 16 wait
 * jobs.join();                              // until all are done
 * jobs.close();                             // ends the loop above
 * }</pre>
 *
 * <p>An item goes straight to the one who has waited longest, and room to the one who has waited
 * longest with an item: no third task comes between, and none that is cancelled takes anything with
 * it.
 *
 * <p><b>Local or universal.</b> A local queue is for the tasks of one kernel, and no thread but
 * that kernel's may touch it; it takes no lock. A {@link #universal} one is for everybody: its
 * methods suspend when they are called in a coroutine, and block when they are called in an
 * ordinary thread or in a callback that one runs. An interrupt of a blocked thread is its
 * cancellation: it leaves with a {@link dev.gonzo.Cancelled}, and its flag stays set.
 *
 * <p>One that was made inside a kernel is closed when that kernel ends; one that was made outside
 * belongs to nobody, and is closed by hand.
 *
 * <p>Errors say whose side ended it: {@link ClosedException} on the side that did, {@link
 * BrokenException} for a {@code put} after {@link #discard}, {@link DrainedException} for a {@code
 * get} after {@link #close()}. After {@link #close(Throwable)} both sides meet a {@link
 * ClosedException} with that cause.
 *
 * @param <T> what the items are; never null
 */
public sealed interface Queue<T> extends Iterable<T>, AutoCloseable permits ExchangeQueue {

  /**
   * A local queue, first in, first out, that keeps a number of items. Never suspends.
   *
   * @param capacity how many; 0 for none: a {@code put} waits for its {@code get}
   * @param <T> what the items are
   * @return the queue
   * @throws IllegalArgumentException if the capacity is negative
   */
  static <T> Queue<T> bounded(int capacity) {
    return of(Shape.bounded(capacity));
  }

  /**
   * A local queue, first in, first out, that keeps any number of items. Never suspends.
   *
   * @param <T> what the items are
   * @return the queue
   */
  static <T> Queue<T> unbounded() {
    return of(Shape.unbounded());
  }

  /**
   * A local queue, last in, first out. Never suspends.
   *
   * @param capacity how many items it keeps
   * @param <T> what the items are
   * @return the queue
   * @throws IllegalArgumentException if the capacity is negative
   */
  static <T> Queue<T> lastInFirstOut(int capacity) {
    return of(Shape.<T>bounded(capacity).ordered(Order.lastIn()));
  }

  /**
   * A universal queue, first in, first out, that keeps a number of items. Never suspends.
   *
   * @param capacity how many; 0 for none, {@code Integer.MAX_VALUE} for no bound
   * @param <T> what the items are
   * @return the queue
   * @throws IllegalArgumentException if the capacity is negative
   */
  static <T> Queue<T> universal(int capacity) {
    return of(Shape.<T>bounded(capacity).universal());
  }

  /**
   * A queue of any shape. Never suspends.
   *
   * @param shape what it is to be like
   * @param <T> what the items are
   * @return the queue
   */
  static <T> Queue<T> of(Shape<T> shape) {
    return new PlainQueue<>(shape);
  }

  /**
   * Puts an item in; waits while the queue is full.
   *
   * <p>Suspends, or blocks; a checkpoint. When it throws, the item was not put in, and has been
   * handed to {@link Shape#onUndelivered()}.
   *
   * @param item what to put in
   * @throws ClosedException if the queue is closed, or is being closed meanwhile
   * @throws BrokenException if the queue was discarded, or is being discarded meanwhile
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   */
  @Async
  void put(T item);

  /**
   * Takes an item out; waits while there is none.
   *
   * <p>Suspends, or blocks; a checkpoint. When it throws, it has taken nothing.
   *
   * @return the item
   * @throws DrainedException if the queue is closed and the last item has been taken, or meanwhile
   *     is closed
   * @throws ClosedException if the queue was discarded, or is being discarded meanwhile; or if it
   *     is drained and was closed with a cause, or meanwhile is
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   */
  @Async
  T get();

  /**
   * Puts an item in if there is room for it, or somebody who waits for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param item what to put in
   * @return false if the queue is full: the item stays the caller's
   * @throws ClosedException if the queue is closed; the item stays the caller's
   * @throws BrokenException if the queue was discarded; the item stays the caller's
   */
  @Async
  boolean tryPut(T item);

  /**
   * Takes an item out if there is one.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @return the item, or empty if there is none now
   * @throws DrainedException if the queue is closed and the last item has been taken
   * @throws ClosedException if the queue was discarded, or is drained and was closed with a cause
   */
  @Async
  Optional<T> tryGet();

  /**
   * Takes items until the queue is closed and drained: {@code hasNext()} gets the next one.
   *
   * <p>The iterator's methods suspend, or block; each {@code hasNext()} that has no item yet is a
   * checkpoint. An item that {@code hasNext()} has taken is the iterator's. Where the queue was
   * closed with a cause, or discarded, {@code hasNext()} throws a {@link ClosedException}.
   *
   * @return an iterator for one task; each item goes to one of the iterators
   */
  @Override
  Iterator<T> iterator();

  /**
   * Says that the work on one item is done that somebody got, for {@link #join}.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @throws IllegalStateException if all items that were put in are done already
   */
  @Async
  void taskDone();

  /**
   * Waits until {@link #taskDone} was called for each item that was put in, or it was discarded;
   * returns at once if there was none.
   *
   * <p>Suspends, or blocks; a checkpoint. A cancelled one leaves nothing behind.
   *
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   */
  @Async
  void join();

  /**
   * Ends the putting in: what is kept can still be taken. Those who wait with an item, and those
   * who wait for one, go on with an error. Closing twice is harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  void close();

  /**
   * Ends the putting in because something has failed: what is kept can still be taken, and then
   * those who take meet a {@link ClosedException} with the cause in place of the {@link
   * DrainedException}, a loop over the items too, so that nobody takes the end for a complete one.
   * Those who put, and those who wait on either side, meet it at once. Each of them gets an
   * exception of its own; its cause is the same for all.
   *
   * <p>The first close counts: on one that is closed or discarded it changes nothing, and a later
   * {@link #close()} takes no cause away. A later {@link #discard} ends both sides as always.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param cause why there will be no more
   * @throws NullPointerException if the cause is null
   */
  @Async
  void close(Throwable cause);

  /**
   * Ends both sides: what is kept is handed to {@link Shape#onUndelivered()}, and counts as done.
   * Discarding twice is harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  void discard();

  /** {@return how many items it keeps} Of a universal one a snapshot. Never suspends. */
  int size();

  /** {@return how many items it keeps at most} Never suspends. */
  int capacity();

  /** {@return whether it was closed or discarded} Never suspends. */
  boolean isClosed();
}
