package dev.gonzo.queue;

/** Thrown where something is handed to a side that will not take it: the other side has gone. */
public final class BrokenException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message what the other side did
   */
  public BrokenException(String message) {
    super(message);
  }
}
