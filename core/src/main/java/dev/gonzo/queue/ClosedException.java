package dev.gonzo.queue;

/** Thrown where something is used that its own side has closed. */
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
}
