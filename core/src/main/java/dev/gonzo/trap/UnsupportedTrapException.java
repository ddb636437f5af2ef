package dev.gonzo.trap;

/**
 * Thrown by a trap that the running kernel does not support. Check {@code Kernel.supports(group)}
 * to avoid it.
 */
public final class UnsupportedTrapException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param kernel the kernel's name
   * @param trap the trap that it does not answer
   */
  public UnsupportedTrapException(String kernel, Trap<?> trap) {
    super(
        "the %s kernel does not answer %s: run the program on a kernel that supports it"
            .formatted(kernel, trap.getClass().getSimpleName()));
  }
}
