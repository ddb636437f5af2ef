package dev.gonzo.kernel.driver;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a driver throws that cannot be opened: {@code run} declares no checked exception. */
public final class OpenFailures {
  private OpenFailures() {}

  /**
   * Makes it unchecked.
   *
   * @param failure why the driver cannot be opened
   * @return an {@link UncheckedIOException} of an {@link IOException}; what is unchecked, as it is
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
