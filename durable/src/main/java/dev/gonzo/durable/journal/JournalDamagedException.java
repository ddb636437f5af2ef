package dev.gonzo.durable.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A journal contains what it cannot have written: the message names the place. */
public final class JournalDamagedException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message the place, what is wrong there, and what to do
   */
  public JournalDamagedException(String message) {
    this(message, null);
  }

  /**
   * Creates the exception, with its cause.
   *
   * @param message the place, what is wrong there, and what to do
   * @param cause how it was noticed; null if there is no exception
   */
  public JournalDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
