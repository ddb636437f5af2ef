package dev.gonzo.queue;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a queue or a channel is to be like. Each method answers a changed copy.
 *
 * <pre>{@code
 * var jobs = Queue.of(Shape.<Job>bounded(16).universal().onUndelivered(Job::close));
 * }</pre>
 *
 * @param capacity how many items it keeps; 0 for a rendezvous, {@code Integer.MAX_VALUE} for no
 *     bound
 * @param order which of the kept items leaves first
 * @param isUniversal whether others than the tasks of one kernel may use it
 * @param onUndelivered what is done with an item that somebody handed in and nobody will get: whose
 *     {@code put} or {@code send} was cancelled or refused, or that was dropped with the queue.
 *     Called once an item, by the task or thread that failed to hand it in, or that dropped it
 * @param <T> what the items are
 */
public record Shape<T>(
    int capacity, Order<? super T> order, boolean isUniversal, Consumer<? super T> onUndelivered) {

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if the capacity is negative
   */
  public Shape {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity must be at least 0, got " + capacity);
    }
    Objects.requireNonNull(order);
    Objects.requireNonNull(onUndelivered);
  }

  /**
   * A local shape, first in, first out, that keeps a number of items.
   *
   * @param capacity how many items it keeps; 0 for a rendezvous
   * @param <T> what the items are
   * @return the shape
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> Shape<T> bounded(int capacity) {
    return new Shape<>(capacity, Order.firstIn(), false, _ -> {});
  }

  /**
   * A local shape, first in, first out, that keeps any number of items.
   *
   * @param <T> what the items are
   * @return the shape
   */
  public static <T> Shape<T> unbounded() {
    return bounded(Integer.MAX_VALUE);
  }

  /** {@return this shape, for tasks of all kernels, ordinary threads and callbacks} */
  public Shape<T> universal() {
    return new Shape<>(capacity, order, true, onUndelivered);
  }

  /**
   * Changes the order.
   *
   * @param order which item leaves first
   * @return this shape with that order
   */
  public Shape<T> ordered(Order<? super T> order) {
    return new Shape<>(capacity, order, isUniversal, onUndelivered);
  }

  /**
   * Changes what is done with items that nobody will get.
   *
   * @param hook gets each of them once
   * @return this shape with that hook
   */
  public Shape<T> onUndelivered(Consumer<? super T> hook) {
    return new Shape<>(capacity, order, isUniversal, hook);
  }
}
