package dev.gonzo.queue;

/** Thrown when a subscriber that was too slow has taken the last item that was kept for it. */
public final class OverrunException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param capacity how many items are kept for a subscriber
   */
  public OverrunException(int capacity) {
    super(
        "the subscriber was more than "
            + capacity
            + " items behind: subscribe again, with a larger capacity or another policy");
  }
}
