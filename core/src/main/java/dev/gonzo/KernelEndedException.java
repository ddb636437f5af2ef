package dev.gonzo;

/**
 * Thrown when a thread calls into a kernel that has ended, or through an entry point that was
 * closed.
 */
public final class KernelEndedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /** Creates an exception with the default message. */
  public KernelEndedException() {
    super("the kernel has ended, or its entry point was closed: nothing was run");
  }

  /**
   * Creates an exception. *
   *
   * @param message what ended together with the kernel
   */
  public KernelEndedException(String message) {
    super(message);
  }
}
