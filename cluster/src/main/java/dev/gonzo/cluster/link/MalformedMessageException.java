package dev.gonzo.cluster.link;

/** Thrown when bytes from another node are no message. */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param message what is wrong with the bytes
   */
  public MalformedMessageException(String message) {
    super(message);
  }
}
