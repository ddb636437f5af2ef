package dev.gonzo.queue;

import dev.gonzo.Async;
import dev.gonzo.universal.EndsWithKernel;
import org.jspecify.annotations.Nullable;

/**
 * Sends each item to everybody who subscribes. A policy says what happens to a subscriber that does
 * not keep up.
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
 * <p>An item goes to all who subscribe at that moment, or, if the send is cancelled while it waits,
 * to none. Without a subscriber it goes to nobody.
 *
 * <p>A universal one is for everybody, as a universal {@link Queue} is, and is closed with the
 * kernel in which it was made.
 *
 * @param <T> what the items are; never null
 */
public final class Broadcast<T> implements AutoCloseable {
  private final Hub<T> hub;
  private final @Nullable EndsWithKernel bond;

  private Broadcast(boolean universal, SlowConsumers policy) {
    hub = new Hub<>(universal, policy);
    bond = EndsWithKernel.bind(hub);
  }

  /**
   * Opens one for the tasks of one kernel. Never suspends.
   *
   * @param policy what happens to slow subscribers
   * @param <T> what the items are
   * @return the broadcast
   */
  public static <T> Broadcast<T> open(SlowConsumers policy) {
    return new Broadcast<>(false, policy);
  }

  /**
   * Opens one for tasks of all kernels, ordinary threads and callbacks. Never suspends.
   *
   * @param policy what happens to slow subscribers
   * @param <T> what the items are
   * @return the broadcast
   */
  public static <T> Broadcast<T> universal(SlowConsumers policy) {
    return new Broadcast<>(true, policy);
  }

  /**
   * Sends an item to all who subscribe; under {@link SlowConsumers#suspend} it waits until each has
   * room for it, and under {@link SlowConsumers#fail} it gives those that have none a turn, and
   * cuts off who takes nothing then.
   *
   * <p>Suspends, or blocks; a checkpoint. When it throws, nobody gets the item.
   *
   * @param item what to send
   * @throws ClosedException if the broadcast is closed, or is being closed meanwhile
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   */
  @Async
  public void send(T item) {
    if (hub.policy.then() == SlowConsumers.Then.FAIL) {
      HandOver.putOrCutOff(hub, item);
    } else {
      HandOver.put(hub, item);
    }
  }

  /**
   * Sends an item to all who subscribe if that can be done at once.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   *
   * @param item what to send
   * @return false if it would have to wait for a subscriber that has no room, or to give it a turn:
   *     nobody got it, and under {@link SlowConsumers#fail} nobody is cut off
   * @throws ClosedException if the broadcast is closed
   */
  @Async
  public boolean trySend(T item) {
    return HandOver.tryPut(hub, item);
  }

  /**
   * Subscribes to what is sent from now on.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return where the items come out; to be closed, or the sender may wait for it for ever
   * @throws ClosedException if the broadcast is closed
   */
  @Async
  public Subscription<T> subscribe() {
    HandOver.requireColour(hub);
    hub.enter();
    try {
      return new Subscription<>(hub, hub.subscribe());
    } finally {
      hub.leave();
    }
  }

  /** {@return how many subscribe} Of a universal one a snapshot. Never suspends. */
  public int subscribers() {
    hub.enter();
    try {
      return hub.subscribers();
    } finally {
      hub.leave();
    }
  }

  /**
   * Ends the sending: each subscriber gets what is kept for it, and then the end. Closing twice is
   * harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    HandOver.requireColour(hub);
    hub.shut();
    if (bond != null) {
      bond.release();
    }
  }

  @Override
  public String toString() {
    return "Broadcast[" + subscribers() + " subscribers]";
  }
}
