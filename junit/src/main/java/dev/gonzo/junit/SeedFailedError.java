package dev.gonzo.junit;

import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * The failure of a seed. JUnit gets it when the test fails; what repeats it is known only after the
 * clean-up of the test, and is added to its message then.
 */
final class SeedFailedError extends AssertionFailedError {
  private static final long serialVersionUID = 1;

  // JUnit reads the message on the thread that adds to it.
  private @Nullable String details;

  private SeedFailedError(String message, Throwable cause) {
    super(message, cause);
  }

  private SeedFailedError(String message, AssertionFailedError cause) {
    super(message, cause.getExpected(), cause.getActual(), cause);
  }

  static SeedFailedError of(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof AssertionFailedError compared
        && compared.isExpectedDefined()
        && compared.isActualDefined()) {
      return new SeedFailedError(message == null ? "" : message, compared);
    }
    return cause instanceof AssertionError && message != null
        ? new SeedFailedError(message, cause)
        : new SeedFailedError(cause.toString(), cause);
  }

  void add(String more) {
    details = details == null ? more : details + "\n" + more;
  }

  @Override
  public @Nullable String getMessage() {
    return details == null ? super.getMessage() : super.getMessage() + "\n\n" + details;
  }
}
