package dev.gonzo;

/** Thrown where an async method is called outside every coroutine. */
public final class OutsideKernelException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param method the async method's name, without parentheses
   */
  public OutsideKernelException(String method) {
    super(method + "() is async: call it inside run(...)");
  }
}
