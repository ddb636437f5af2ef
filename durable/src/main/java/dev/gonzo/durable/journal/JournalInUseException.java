package dev.gonzo.durable.journal;

import java.io.IOException;

/** Another process, or another part of this one, has the journal open. */
public final class JournalInUseException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param journal where the journal is
   */
  public JournalInUseException(String journal) {
    super(
        "the journal "
            + journal
            + " is in use: one process at a time can run its tasks. Stop the other one, or use"
            + " PostgreSQL as the journal of several");
  }
}
