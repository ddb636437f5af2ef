package dev.gonzo;

/**
 * Thrown where two tasks want the same end of one thing at the same time: two readers of one
 * socket, two writers. The task that was first is not disturbed.
 */
public final class BusyException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message who is busy with what, and what to do
   */
  public BusyException(String message) {
    super(message);
  }
}
