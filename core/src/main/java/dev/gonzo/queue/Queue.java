package dev.gonzo.queue;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue that passes items between tasks: each item goes to exactly one of the getters.
 *
 * <pre>{@code
 * var jobs = Queue.<Job>bounded(16);
 * spawn(() -> { for (Job job : jobs) { work(job); jobs.taskDone(); } });
 * for (Job job : todo) jobs.put(job);       // suspends while 16 items wait
 * jobs.join();                              // until all are done
 * jobs.close();                             // ends the loop above
 * }</pre>
 *
 * <p>An item goes directly to the getter that has waited longest, and free room to the putter that
 * has waited longest. No third task can come between, and no item is lost when a waiting task is
 * cancelled.
 *
 * <p><b>Local or universal.</b> A local queue is for the tasks of one kernel, and only that
 * kernel's thread may use it; it takes no lock. A {@link #universal} one is for tasks of all
 * kernels, ordinary threads and callbacks: its methods suspend when called in a coroutine, and
 * block when called in an ordinary thread, or in a callback that runs on one. An interrupt of a
 * blocked thread acts as a cancellation: the method throws {@link dev.gonzo.Cancelled}, and the
 * interrupt flag stays set.
 *
 * <p>A universal queue that was created inside a kernel is closed when that kernel ends; one that
 * was created outside has to be closed by the program. If the run has failed, it is closed with a
 * {@link dev.gonzo.KernelEndedException} as the cause, so that a loop over the items does not take
 * what came before the failure for everything; if the run ends normally, the loop does too. One
 * that is created in a clean-up after the end of the run has begun is closed when the task that
 * created it ends.
 *
 * <p>The exception shows which side ended the queue: {@link ClosedException} on the side that did
 * so, {@link BrokenException} for a {@code put} after {@link #discard}, {@link DrainedException}
 * for a {@code get} after {@link #close()}. After {@link #close(Throwable)} both sides get a {@link
 * ClosedException} with that cause.
 *
 * @param <T> the type of the items, which are never null
 */
public sealed interface Queue<T> extends Iterable<T>, AutoCloseable permits ExchangeQueue {

  /**
   * Creates a local queue, first in, first out, with a limited capacity. Never suspends.
   *
   * @param capacity how many items it can keep; with 0 a {@code put} waits for its {@code get}
   * @param <T> the type of the items
   * @return the queue
   * @throws IllegalArgumentException if the capacity is negative
   */
  static <T> Queue<T> bounded(int capacity) {
    return of(QueueOptions.bounded(capacity));
  }

  /**
   * Creates a local queue, first in, first out, without a limit. Never suspends.
   *
   * @param <T> the type of the items
   * @return the queue
   */
  static <T> Queue<T> unbounded() {
    return of(QueueOptions.unbounded());
  }

  /**
   * Creates a local queue, last in, first out. Never suspends.
   *
   * @param capacity how many items it can keep
   * @param <T> the type of the items
   * @return the queue
   * @throws IllegalArgumentException if the capacity is negative
   */
  static <T> Queue<T> lastInFirstOut(int capacity) {
    return of(QueueOptions.<T>bounded(capacity).withOrder(TakeOrder.lastIn()));
  }

  /**
   * Creates a universal queue, first in, first out, with a limited capacity. Never suspends.
   *
   * @param capacity how many items it can keep; 0 for none, {@code Integer.MAX_VALUE} for no limit
   * @param <T> the type of the items
   * @return the queue
   * @throws IllegalArgumentException if the capacity is negative
   */
  static <T> Queue<T> universal(int capacity) {
    return of(QueueOptions.<T>bounded(capacity).withUniversalAccess());
  }

  /**
   * Creates a queue with the given properties. Never suspends.
   *
   * @param options the properties of the queue
   * @param <T> the type of the items
   * @return the queue
   */
  static <T> Queue<T> of(QueueOptions<T> options) {
    return new ExchangeQueue<>(options);
  }

  /**
   * Puts an item into the queue. Waits while the queue is full.
   *
   * <p>Suspends, or blocks; a checkpoint. If it throws, the item is not in the queue, and has been
   * passed to {@link QueueOptions#onUndelivered()}.
   *
   * @param item the item
   * @throws ClosedException if the queue is closed, or is closed during the wait
   * @throws BrokenException if the queue was discarded, or is discarded during the wait
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   */
  @Async
  void put(T item);

  /**
   * Takes an item out of the queue. Waits while there is none.
   *
   * <p>Suspends, or blocks; a checkpoint. If it throws, it has taken no item.
   *
   * @return the item
   * @throws DrainedException if the queue is closed and the last item has been taken; also if that
   *     happens during the wait
   * @throws ClosedException if the queue was discarded, or is drained and was closed with a cause;
   *     also if that happens during the wait
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   */
  @Async
  T get();

  /**
   * Puts an item into the queue if there is room for it, or a get is waiting for it.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param item the item
   * @return false if the queue is full; the caller keeps the item
   * @throws ClosedException if the queue is closed; the caller keeps the item
   * @throws BrokenException if the queue was discarded; the caller keeps the item
   */
  @Async(Suspension.NEVER)
  boolean tryPut(T item);

  /**
   * Takes an item out of the queue if there is one.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @return the item, or empty if there is none now
   * @throws DrainedException if the queue is closed and the last item has been taken
   * @throws ClosedException if the queue was discarded, or is drained and was closed with a cause
   */
  @Async(Suspension.NEVER)
  Optional<T> tryGet();

  /**
   * Returns an iterator that takes items until the queue is closed and drained: {@code hasNext()}
   * takes the next one.
   *
   * <p>The iterator's methods suspend, or block; each {@code hasNext()} that has no item yet is a
   * checkpoint. An item that {@code hasNext()} has taken is no longer in the queue. If the queue
   * was closed with a cause, or discarded, {@code hasNext()} throws {@link ClosedException}.
   *
   * @return an iterator for one task; if there are several iterators, each item goes to only one of
   *     them
   */
  @Override
  Iterator<T> iterator();

  /**
   * A {@link #get}, as a clause of a {@link Select#select select}. Never suspends.
   *
   * @param action the action for the item; may suspend
   * @param <R> the type of its result
   * @return the clause
   */
  <R extends @Nullable Object> SelectClause<R> onGet(Function<? super T, ? extends R> action);

  /**
   * A {@link #put}, as a clause of a {@link Select#select select}. Never suspends.
   *
   * @param item the item to put in; it stays with the caller unless the clause is chosen
   * @param action the action once it was put in; may suspend
   * @param <R> the type of its result
   * @return the clause
   */
  <R extends @Nullable Object> SelectClause<R> onPut(T item, Supplier<? extends R> action);

  /**
   * Reports that the work on one item is done, for {@link #join}.
   *
   * @throws IllegalStateException if all items that were put have already been reported as done
   */
  @Async(Suspension.NEVER)
  void taskDone();

  /**
   * Waits until each item that was put has been discarded, or reported as done with {@link
   * #taskDone}. Returns at once if there was none.
   *
   * <p>Suspends, or blocks; a checkpoint. If it is cancelled, it leaves nothing behind.
   *
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   * @throws dev.gonzo.KernelEndedException if the queue is universal and the kernel in which it was
   *     created ends before that. If the queue was closed before this call, the end of the kernel
   *     is not noticed
   */
  @Async
  void join();

  /**
   * Closes the queue for putting. Kept items can still be taken. Waiting putters and getters get an
   * exception. Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  void close();

  /**
   * Closes the queue for putting because of a failure. Kept items can still be taken. After that, a
   * get or a loop over the items throws a {@link ClosedException} with the cause instead of a
   * {@link DrainedException}, so that a getter does not take an incomplete stream for a complete
   * one. Putters, and waiting putters and getters, get this exception at once. Each gets a new
   * exception with the same cause.
   *
   * <p>Only the first close has an effect: this method changes nothing if the queue is already
   * closed or discarded, and a later {@link #close()} does not remove the cause. A later {@link
   * #discard} ends both sides as usual.
   *
   * @param cause the reason why no more items will come
   * @throws NullPointerException if the cause is null
   */
  @Async(Suspension.NEVER)
  void close(Throwable cause);

  /**
   * Closes the queue for both sides. Kept items are passed to {@link QueueOptions#onUndelivered()},
   * and count as done. Discarding twice is harmless.
   */
  @Async(Suspension.NEVER)
  void discard();

  /** {@return the number of kept items} For a universal queue, a snapshot. Never suspends. */
  int size();

  /** {@return how many items it can keep} Never suspends. */
  int capacity();

  /** {@return whether it was closed or discarded} Never suspends. */
  boolean isClosed();
}
