package dev.gonzo.process;

import java.io.IOException;

/** Thrown when a process writes more than the limit of {@code communicate}. */
public final class OutputTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  OutputTooLargeException(int limit) {
    super(
        "the process writes more than "
            + limit
            + " bytes: raise the limit, or read its pipe in pieces");
  }
}
