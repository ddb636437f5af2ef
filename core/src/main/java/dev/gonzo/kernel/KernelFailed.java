package dev.gonzo.kernel;

import dev.gonzo.report.Text;

/**
 * Thrown by {@link Kernels#perCore(int, CoreRunnable)} when one of its kernels has failed. Its
 * cause is what the main task threw, or what broke the kernel; the failures of others, in their
 * clean-up perhaps, are suppressed ones of the same kind.
 */
public final class KernelFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Which one. */
  private final int core;

  KernelFailed(int core, int count, Throwable cause) {
    super("kernel " + core + " (of 0 to " + (count - 1) + ") failed: " + Text.of(cause), cause);
    this.core = core;
  }

  /** {@return which kernel has failed: from 0 on} Never suspends. */
  public int core() {
    return core;
  }
}
