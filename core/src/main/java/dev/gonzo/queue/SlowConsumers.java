package dev.gonzo.queue;

/**
 * What a {@link Broadcast} does about a subscriber that does not keep up: how many items each may
 * be behind, and what happens then.
 *
 * @param then what happens to the item after that
 * @param capacity how many items are kept for each subscriber, at least 1
 */
public record SlowConsumers(Then then, int capacity) {
  /** What happens when a subscriber has as many items before it as are kept. */
  public enum Then {
    /** The sender waits for the slowest. */
    SUSPEND,
    /** The slow one misses its oldest item. */
    DROP_OLDEST,
    /** The slow one misses the new item. */
    DROP_NEWEST,
    /** Who takes nothing gets what was kept for it, and then an {@link OverrunException}. */
    FAIL
  }

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public SlowConsumers {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
  }

  /**
   * The sender waits for the slowest subscriber.
   *
   * @param capacity how many items are kept for each, at least 1
   * @return the policy
   */
  public static SlowConsumers suspend(int capacity) {
    return new SlowConsumers(Then.SUSPEND, capacity);
  }

  /**
   * A slow subscriber misses its oldest items.
   *
   * @param capacity how many items are kept for each, at least 1
   * @return the policy
   */
  public static SlowConsumers dropOldest(int capacity) {
    return new SlowConsumers(Then.DROP_OLDEST, capacity);
  }

  /**
   * A slow subscriber misses the newest items.
   *
   * @param capacity how many items are kept for each, at least 1
   * @return the policy
   */
  public static SlowConsumers dropNewest(int capacity) {
    return new SlowConsumers(Then.DROP_NEWEST, capacity);
  }

  /**
   * A slow subscriber is cut off, and told. Slow is who has as many items before it as are kept,
   * and takes none of them when it is given a turn: each other task on its kernel has one then; a
   * subscriber to a universal broadcast has 50 ms. So a burst of items that one or many tasks send
   * without a pause cuts off no one who goes on receiving.
   *
   * @param capacity how many items are kept for each, at least 1
   * @return the policy
   */
  public static SlowConsumers fail(int capacity) {
    return new SlowConsumers(Then.FAIL, capacity);
  }
}
