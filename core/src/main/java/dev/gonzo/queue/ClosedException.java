package dev.gonzo.queue;

/**
 * Thrown when a queue, channel or subscription is used after the same side has closed it. Also
 * thrown, with the given cause, at the end of one that was closed with a cause.
 */
public final class ClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param message what was closed, and by which call
   */
  public ClosedException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was closed, and by which call
   * @param cause why it was closed
   */
  public ClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
