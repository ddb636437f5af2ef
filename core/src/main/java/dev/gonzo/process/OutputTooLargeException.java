package dev.gonzo.process;

import java.io.IOException;

/** Thrown when a process writes more than its starter wants to keep. */
public final class OutputTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  OutputTooLargeException(int limit) {
    super(
        "the process writes more than " + limit + " bytes: allow more, or read its pipe piecewise");
  }
}
