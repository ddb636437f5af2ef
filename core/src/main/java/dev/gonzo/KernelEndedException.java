package dev.gonzo;

/**
 * Thrown where a thread calls into a kernel that has ended, or by an entry point that was closed.
 */
public final class KernelEndedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /** Makes one. */
  public KernelEndedException() {
    super("the kernel has ended, or its entry point was closed: nothing was run");
  }

  /**
   * Makes one.
   *
   * @param message what has ended with the kernel
   */
  public KernelEndedException(String message) {
    super(message);
  }
}
