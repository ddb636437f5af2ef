package dev.gonzo.cli.replay;

/** Thrown when a command of the prompt cannot be done. The sentence is for the user. */
public final class CannotDoException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param sentence why, and what to do
   */
  public CannotDoException(String sentence) {
    super(sentence);
  }

  /** {@return why, and what to do} */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
