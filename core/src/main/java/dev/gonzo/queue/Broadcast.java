package dev.gonzo.queue;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import dev.gonzo.wait.CloseWithKernel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends each item to all subscribers. A policy decides what happens to a subscriber that does not
 * keep up.
 *
 * <pre>{@code
 * var prices = Broadcast.<Price>open(SlowConsumers.dropOldest(8));
 * spawn(() -> {
 *   try (var mine = prices.subscribe()) {
 *     for (Price price : mine) show(price);
 *   }
 * });
 * prices.send(price);
 * }</pre>
 *
 * <p>An item goes to all current subscribers; if the send is cancelled while it waits, it goes to
 * none. Without subscribers an item is dropped.
 *
 * <p>A universal broadcast is for tasks of all kernels, ordinary threads and callbacks, like a
 * universal {@link Queue}, and is closed with the kernel in which it was created; with a {@link
 * dev.gonzo.KernelEndedException} as the cause if the run has failed.
 *
 * @param <T> the type of the items, which are never null
 */
public final class Broadcast<T> implements AutoCloseable {
  private final Subscribers<T> subscribers;
  private final @Nullable CloseWithKernel closing;

  private Broadcast(boolean universal, SlowConsumers policy) {
    subscribers = new Subscribers<>(universal, policy);
    closing = CloseWithKernel.bind(subscribers);
  }

  /**
   * Opens a broadcast for the tasks of one kernel. Never suspends.
   *
   * @param policy what happens to slow subscribers
   * @param <T> the type of the items
   * @return the broadcast
   */
  public static <T> Broadcast<T> of(SlowConsumers policy) {
    return new Broadcast<>(false, policy);
  }

  /**
   * Opens a broadcast for tasks of all kernels, ordinary threads and callbacks. Never suspends.
   *
   * @param policy what happens to slow subscribers
   * @param <T> the type of the items
   * @return the broadcast
   */
  public static <T> Broadcast<T> universal(SlowConsumers policy) {
    return new Broadcast<>(true, policy);
  }

  /**
   * Sends an item to all subscribers. Under {@link SlowConsumers#suspend} it waits until each has
   * room for the item. Under {@link SlowConsumers#fail} it gives subscribers without room a turn,
   * and cuts off those that still take nothing.
   *
   * <p>Suspends, or blocks; a checkpoint. If it throws, no subscriber gets the item.
   *
   * @param item the item to send
   * @throws ClosedException if the broadcast is closed, or is closed during the wait
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted
   */
  @Async
  public void send(T item) {
    if (subscribers.policy.then() == SlowConsumers.Then.FAIL) {
      QueueOperations.putOrCutOff(subscribers, item);
    } else {
      QueueOperations.put(subscribers, item);
    }
  }

  /**
   * Sends an item to all subscribers if that is possible without waiting.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param item the item to send
   * @return false if it would have to wait for a subscriber without room, or give it a turn; then
   *     no subscriber got the item, and under {@link SlowConsumers#fail} none is cut off
   * @throws ClosedException if the broadcast is closed
   */
  @Async(Suspension.NEVER)
  public boolean trySend(T item) {
    return QueueOperations.tryPut(subscribers, item);
  }

  /**
   * Subscribes to the items that are sent from now on.
   *
   * @return the subscription; close it, or the sender may wait for it for ever
   * @throws ClosedException if the broadcast is closed
   */
  @Async(Suspension.NEVER)
  public Subscription<T> subscribe() {
    QueueOperations.requireInsideUnlessUniversal(subscribers);
    subscribers.enter();
    try {
      return new Subscription<>(subscribers, subscribers.subscribe());
    } finally {
      subscribers.leave();
    }
  }

  /** {@return the number of subscribers} For a universal broadcast, a snapshot. Never suspends. */
  public int subscribers() {
    subscribers.enter();
    try {
      return subscribers.count();
    } finally {
      subscribers.leave();
    }
  }

  /**
   * Closes the broadcast: each subscriber gets the items that are kept for it, and then the end.
   * Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    QueueOperations.requireInsideUnlessUniversal(subscribers);
    subscribers.shut();
    release();
  }

  /**
   * Closes the broadcast because of a failure. Each subscriber gets the items that are kept for it.
   * After that, a receive or a loop over the items throws a {@link ClosedException} with the cause
   * instead of a {@link DrainedException}, so that a subscriber does not take an incomplete stream
   * for a complete one. Senders and waiting subscribers get this exception at once. Each gets a new
   * exception with the same cause.
   *
   * <p>Only the first close has an effect: this method changes nothing if the broadcast is already
   * closed, and a later {@link #close()} does not remove the cause. Subscribers that were cut off
   * before, or have unsubscribed, are not affected.
   *
   * @param cause the reason why no more items will come
   * @throws NullPointerException if the cause is null
   */
  @Async(Suspension.NEVER)
  public void close(Throwable cause) {
    Objects.requireNonNull(
        cause, "the cause must not be null: use close() to close without a cause");
    QueueOperations.requireInsideUnlessUniversal(subscribers);
    subscribers.shut(cause);
    release();
  }

  private void release() {
    if (closing != null) {
      closing.release();
    }
  }

  @Override
  public String toString() {
    return "Broadcast[" + subscribers() + " subscribers]";
  }
}
