package dev.gonzo.queue;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * The properties of a queue or channel. Each method that changes one returns a copy.
 *
 * <pre>{@code
 * var jobs = Queue.of(QueueOptions.<Job>bounded(16).universal().onUndelivered(Job::close));
 * }</pre>
 *
 * @param capacity how many items it can keep; 0 for a rendezvous, {@code Integer.MAX_VALUE} for no
 *     limit
 * @param order the order in which kept items are taken
 * @param isUniversal whether tasks of all kernels and ordinary threads may use it
 * @param onUndelivered called once with each item that is never delivered, because its {@code put}
 *     or {@code send} was cancelled or refused, or because the queue was discarded; runs in the
 *     task or thread that failed to put the item, or that discarded the queue
 * @param <T> the type of the items
 */
public record QueueOptions<T>(
    int capacity,
    TakeOrder<? super T> order,
    boolean isUniversal,
    Consumer<? super T> onUndelivered) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the capacity is negative
   */
  public QueueOptions {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity must be at least 0, got " + capacity);
    }
    Objects.requireNonNull(order);
    Objects.requireNonNull(onUndelivered);
  }

  /**
   * Returns a local shape, first in, first out, with a limited capacity.
   *
   * @param capacity how many items it can keep; 0 for a rendezvous
   * @param <T> the type of the items
   * @return the shape
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> QueueOptions<T> bounded(int capacity) {
    return new QueueOptions<>(capacity, TakeOrder.firstIn(), false, _ -> {});
  }

  /**
   * Returns a local shape, first in, first out, without a limit.
   *
   * @param <T> the type of the items
   * @return the shape
   */
  public static <T> QueueOptions<T> unbounded() {
    return bounded(Integer.MAX_VALUE);
  }

  /** {@return a copy that is for tasks of all kernels, ordinary threads and callbacks} */
  public QueueOptions<T> withUniversalAccess() {
    return new QueueOptions<>(capacity, order, true, onUndelivered);
  }

  /**
   * Returns a copy with another order.
   *
   * @param order the order in which kept items are taken
   * @return the copy
   */
  public QueueOptions<T> withOrder(TakeOrder<? super T> order) {
    return new QueueOptions<>(capacity, order, isUniversal, onUndelivered);
  }

  /**
   * Returns a copy with a hook for items that are never delivered.
   *
   * @param hook called once with each such item
   * @return the copy
   */
  public QueueOptions<T> withUndeliveredHook(Consumer<? super T> hook) {
    return new QueueOptions<>(capacity, order, isUniversal, hook);
  }
}
