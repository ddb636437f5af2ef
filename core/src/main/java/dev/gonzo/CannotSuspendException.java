package dev.gonzo;

/**
 * Thrown where a coroutine should suspend and the JVM cannot take it off its thread: inside a class
 * initialiser, or below a native frame. Nothing was done.
 */
public final class CannotSuspendException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param trap what would have had to wait
   */
  public CannotSuspendException(String trap) {
    super(
        trap
            + " cannot suspend here, inside a class initialiser or below a native frame:"
            + " move the async call out of it");
  }
}
