package dev.gonzo.queue;

import java.util.Comparator;

/**
 * A queue that returns the smallest item first, and equal items in the order in which they were
 * put.
 *
 * <p>The order applies to kept items: if a get is waiting, an item is passed to it at once.
 *
 * @param <T> the type of the items
 */
public final class PriorityQueue<T> extends ExchangeQueue<T> {
  private PriorityQueue(QueueOptions<T> options) {
    super(options);
  }

  /**
   * Creates a local queue with the natural order of its items. Never suspends.
   *
   * @param capacity how many items it can keep, at least 1; {@code Integer.MAX_VALUE} for no limit
   * @param <T> the type of the items
   * @return the queue
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public static <T extends Comparable<? super T>> PriorityQueue<T> natural(int capacity) {
    return of(QueueOptions.bounded(capacity), Comparator.<T>naturalOrder());
  }

  /**
   * Creates a queue with the given properties. Never suspends.
   *
   * @param options the properties of the queue, except for the order
   * @param comparator compares two items
   * @param <T> the type of the items
   * @return the queue
   * @throws IllegalArgumentException if the capacity is less than 1, because only kept items are
   *     ordered
   */
  public static <T> PriorityQueue<T> of(QueueOptions<T> options, Comparator<? super T> comparator) {
    if (options.capacity() < 1) {
      throw new IllegalArgumentException(
          "the capacity of a priority queue must be at least 1, got " + options.capacity());
    }
    return new PriorityQueue<>(options.withOrder(TakeOrder.smallest(comparator)));
  }
}
