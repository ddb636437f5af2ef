package dev.gonzo;

/**
 * Thrown when two tasks use the same direction of a resource at the same time: two readers of one
 * socket, or two writers. The task that came first is not affected.
 */
public final class BusyException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param message which task is using what, and what to do about it
   */
  public BusyException(String message) {
    super(message);
  }
}
