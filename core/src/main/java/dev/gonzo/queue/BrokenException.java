package dev.gonzo.queue;

/**
 * Thrown when an item is put or sent after the receiving side has discarded the queue or channel.
 */
public final class BrokenException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param message what the other side did
   */
  public BrokenException(String message) {
    super(message);
  }
}
