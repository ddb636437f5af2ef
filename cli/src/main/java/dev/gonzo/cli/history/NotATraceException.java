package dev.gonzo.cli.history;

import java.io.IOException;

/** Thrown when a file is not a trace that can be read. The message says why, and what to do. */
public final class NotATraceException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Creates one.
   *
   * @param reason what is wrong with the file, and what to do
   */
  public NotATraceException(String reason) {
    super(reason);
  }
}
