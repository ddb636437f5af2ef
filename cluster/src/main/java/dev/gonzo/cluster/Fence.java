package dev.gonzo.cluster;

/**
 * Keeps out holders of a singleton that have been replaced, and do not know it yet: a resource lets
 * each write through its fence, with the token of the writer.
 *
 * <pre>{@code
 * private final Fence fence = new Fence();
 *
 * void write(long token, Bill bill) {
 *   fence.pass(token);
 *   bills.add(bill);
 * }
 * }</pre>
 *
 * <p>A resource outside of this program, such as a database, does the same with a column: {@code
 * update ... where token <= ?}. A resource that outlives the program has to keep {@link #highest}
 * with its data.
 *
 * <p>Any thread may use it; no method suspends.
 */
public final class Fence {
  private long highest;

  /** Creates a fence that no writer has passed. */
  public Fence() {}

  /**
   * Creates a fence from what was kept with the resource's data.
   *
   * @param highest the highest token that has passed
   */
  public Fence(long highest) {
    this.highest = highest;
  }

  /**
   * Lets a writer pass, unless one with a higher token has passed.
   *
   * @param token the writer's token
   * @throws StaleTokenException if a writer with a higher token has passed; nothing may be written
   */
  public synchronized void pass(long token) {
    if (token < highest) {
      throw new StaleTokenException(token, highest);
    }
    highest = token;
  }

  /** {@return the highest token that has passed} */
  public synchronized long highest() {
    return highest;
  }
}
