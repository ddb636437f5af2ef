package dev.gonzo.cli;

/** A program that cannot be started. The sentence is for the user and says what to do. */
final class Refusal extends Exception {
  /** The exit status for a command that was typed wrongly. */
  static final int USAGE = 2;

  /** The exit status for a program that cannot run. */
  static final int FAILURE = 1;

  private static final long serialVersionUID = 1;

  private final int status;
  private final String sentence;

  Refusal(int status, String sentence) {
    super(sentence);
    this.status = status;
    this.sentence = sentence;
  }

  /** {@return what to tell the user; empty if everything has been said} */
  String sentence() {
    return sentence;
  }

  /** {@return the exit status} */
  int status() {
    return status;
  }
}
