package dev.gonzo;

/** Throws what the compiler does not expect, where the method that declares it is another one. */
final class Sneaky {
  private Sneaky() {}

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> RuntimeException rethrow(Throwable throwable) throws X {
    throw (X) throwable;
  }
}
