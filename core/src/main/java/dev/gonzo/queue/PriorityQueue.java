package dev.gonzo.queue;

import java.util.Comparator;

/**
 * A queue whose smallest item leaves first, and of equal ones the one that came first.
 *
 * <p>An item that meets somebody who waits goes straight to them; the order is that of the items
 * that are kept.
 *
 * @param <T> what the items are
 */
public final class PriorityQueue<T> extends ExchangeQueue<T> {
  private PriorityQueue(Shape<T> shape) {
    super(shape);
  }

  /**
   * A local one of items that have an order of their own. Never suspends.
   *
   * @param capacity how many items it keeps; {@code Integer.MAX_VALUE} for no bound
   * @param <T> what the items are
   * @return the queue
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public static <T extends Comparable<? super T>> PriorityQueue<T> natural(int capacity) {
    return of(Shape.bounded(capacity), Comparator.<T>naturalOrder());
  }

  /**
   * One of any shape. Never suspends.
   *
   * @param shape what it is to be like, but for the order
   * @param comparator tells which item is smaller
   * @param <T> what the items are
   * @return the queue
   * @throws IllegalArgumentException if the capacity is less than 1: what is not kept has no order
   */
  public static <T> PriorityQueue<T> of(Shape<T> shape, Comparator<? super T> comparator) {
    if (shape.capacity() < 1) {
      throw new IllegalArgumentException(
          "the capacity of a priority queue must be at least 1, got " + shape.capacity());
    }
    return new PriorityQueue<>(shape.ordered(Order.smallest(comparator)));
  }
}
