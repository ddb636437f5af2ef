package dev.gonzo.report;

/** Throws a checked exception without a declaration, where another method declares it. */
public final class Rethrow {
  private Rethrow() {}

  /**
   * Throws an exception as it is.
   *
   * @param throwable the exception
   * @param <X> the type that the compiler takes it for: an unchecked one
   * @return nothing; for use in a {@code throw} statement, so that the compiler knows that it ends
   * @throws X always
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public static <X extends Throwable> RuntimeException unchecked(Throwable throwable) throws X {
    throw (X) throwable;
  }
}
