package dev.gonzo.trap;

import dev.gonzo.trap.NetTrap.Send;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link Send} when a process has closed its standard input, or has ended: it reads no
 * more bytes. Often this is no fault: a program may need only the beginning of its input. (POSIX:
 * EPIPE.)
 */
public final class BrokenPipeException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what was tried, and why it failed
   * @param cause the exception of the platform, or null
   */
  public BrokenPipeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
