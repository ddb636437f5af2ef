package dev.gonzo.trap;

/**
 * Thrown where a trap is made that the running kernel does not answer. {@code
 * Kernel.supports(group)} tells beforehand.
 */
public final class UnsupportedTrapException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
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
