package dev.gonzo.queue;

/** Thrown in a subscriber that was too slow, after the last item that was kept for it. */
public final class OverrunException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param capacity how many items it may be behind
   */
  public OverrunException(int capacity) {
    super(
        "more than "
            + capacity
            + " items behind: subscribe again, with a larger capacity or another policy");
  }
}
