package dev.gonzo.kernel.driver;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Converts the failure to open a driver to an unchecked exception, since {@code run} declares no
 * checked one.
 */
public final class OpenFailures {
  private OpenFailures() {}

  /**
   * Returns an unchecked exception for a failure.
   *
   * @param failure why the driver cannot be opened
   * @return an {@link UncheckedIOException} for an {@link IOException}; an unchecked failure itself
   */
  public static RuntimeException unchecked(Throwable failure) {
    return switch (failure) {
      case IOException refused -> new UncheckedIOException(refused.getMessage(), refused);
      case RuntimeException mistake -> mistake;
      case Error fault -> throw fault;
      default -> new IllegalStateException("a driver cannot be opened: " + failure, failure);
    };
  }
}
