package dev.gonzo.cli;

import dev.gonzo.report.Text;
import java.io.IOException;
import java.io.PrintWriter;

/** Thrown when a program cannot be started. The sentence is for the user and says what to do. */
final class Refusal extends Exception {
  /** The exit status for a wrong command line. */
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

  /**
   * Prints why something that the user named could not be reached.
   *
   * @return the exit status
   */
  static int failed(PrintWriter errors, IOException failure) {
    errors.println("gonzo: " + Text.visible(String.valueOf(failure.getMessage())));
    return FAILURE;
  }

  /** {@return the message for the user; empty if javac has already printed everything} */
  String sentence() {
    return sentence;
  }

  /** {@return the exit status} */
  int status() {
    return status;
  }
}
