package dev.gonzo;

/** Thrown when a method that is only for ordinary threads is called inside a coroutine. */
public final class InsideCoroutineException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param method the method's name, without parentheses
   * @param instead what to call inside a coroutine instead; may be empty
   */
  public InsideCoroutineException(String method, String instead) {
    super(
        method
            + "() would block the kernel, because it was called inside a coroutine: "
            + (instead.isEmpty() ? "call it in runInThread(...)" : "use " + instead + " instead"));
  }
}
