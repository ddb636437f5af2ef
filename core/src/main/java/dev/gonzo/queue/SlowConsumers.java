package dev.gonzo.queue;

/**
 * The policy of a {@link Broadcast} for subscribers that do not keep up: how many items are kept
 * for each, and what happens after that.
 *
 * @param then what happens if a subscriber has no room for an item
 * @param capacity how many items are kept for each subscriber, at least 1
 */
public record SlowConsumers(Then then, int capacity) {
  /** What happens when a subscriber has no room for an item. */
  public enum Then {
    /** The sender waits for the slowest subscriber. */
    SUSPEND,
    /** The subscriber loses its oldest item. */
    DROP_OLDEST,
    /** The subscriber loses the new item. */
    DROP_NEWEST,
    /**
     * If the subscriber takes no item, it gets the kept items and then an {@link OverrunException}.
     */
    FAIL
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public SlowConsumers {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
  }

  /**
   * Returns the policy by which the sender waits for the slowest subscriber.
   *
   * @param capacity how many items are kept for each subscriber, at least 1
   * @return the policy
   */
  public static SlowConsumers suspend(int capacity) {
    return new SlowConsumers(Then.SUSPEND, capacity);
  }

  /**
   * Returns the policy by which a slow subscriber loses its oldest items.
   *
   * @param capacity how many items are kept for each subscriber, at least 1
   * @return the policy
   */
  public static SlowConsumers dropOldest(int capacity) {
    return new SlowConsumers(Then.DROP_OLDEST, capacity);
  }

  /**
   * Returns the policy by which a slow subscriber loses the newest items.
   *
   * @param capacity how many items are kept for each subscriber, at least 1
   * @return the policy
   */
  public static SlowConsumers dropNewest(int capacity) {
    return new SlowConsumers(Then.DROP_NEWEST, capacity);
  }

  /**
   * Returns the policy by which a slow subscriber is cut off and gets an {@link OverrunException}.
   * A subscriber is slow if it has no room for an item, gets a turn, and still takes no item. On
   * one kernel, each other ready task gets a turn; a subscriber to a universal broadcast has 50 ms.
   * So a burst of items that tasks send without a pause does not cut off a subscriber that keeps
   * receiving.
   *
   * @param capacity how many items are kept for each subscriber, at least 1
   * @return the policy
   */
  public static SlowConsumers fail(int capacity) {
    return new SlowConsumers(Then.FAIL, capacity);
  }
}
