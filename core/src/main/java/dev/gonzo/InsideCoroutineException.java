package dev.gonzo;

/** Thrown where a method that is for ordinary threads only is called inside a coroutine. */
public final class InsideCoroutineException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param method the method's name, without parentheses
   * @param instead what to call inside a coroutine; empty if there is nothing
   */
  public InsideCoroutineException(String method, String instead) {
    super(
        method
            + "() would block the kernel, and this is inside a coroutine: "
            + (instead.isEmpty() ? "call it by runInThread(...)" : "use " + instead + " instead"));
  }
}
