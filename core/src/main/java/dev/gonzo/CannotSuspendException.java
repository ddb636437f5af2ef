package dev.gonzo;

/**
 * Thrown when a coroutine has to suspend but the JVM cannot unmount it: inside a class initialiser,
 * or below a native frame. The operation had no effect.
 */
public final class CannotSuspendException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param trap the trap that had to suspend
   */
  public CannotSuspendException(String trap) {
    super(
        trap
            + " cannot suspend here, inside a class initialiser or below a native frame:"
            + " move the async call out of it");
  }
}
