package dev.gonzo.queue;

/**
 * Thrown where something is used that its own side has closed, and where the last item has been
 * taken from something that was closed with a cause, which is the cause of this one too.
 */
public final class ClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message what was closed, and by what call
   */
  public ClosedException(String message) {
    super(message);
  }

  /**
   * Makes one with a cause.
   *
   * @param message what was closed, and by what call
   * @param cause why it was closed
   */
  public ClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
