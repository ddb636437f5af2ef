package dev.gonzo.kernel;

import dev.gonzo.report.Text;

/**
 * Thrown by {@link Kernels#perCore(int, CoreRunnable)} when one of its kernels has failed. Its
 * cause is what the main task threw, or what broke the kernel; failures of other kernels, for
 * example in their clean-up, are suppressed exceptions of this type.
 */
public final class KernelFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The number of the kernel. */
  private final int core;

  KernelFailedException(int core, int count, Throwable cause) {
    super("kernel " + core + " (of 0 to " + (count - 1) + ") failed: " + Text.of(cause), cause);
    this.core = core;
  }

  /** {@return the number of the kernel that has failed, from 0} Never suspends. */
  public int core() {
    return core;
  }
}
