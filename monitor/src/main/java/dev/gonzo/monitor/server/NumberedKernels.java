package dev.gonzo.monitor.server;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import java.util.Optional;

/** Finds kernels of this JVM by their numbers. Any thread may use it. */
public final class NumberedKernels {
  private NumberedKernels() {}

  /**
   * {@return the kernel with a number; empty if it has ended}
   *
   * @param number its number
   */
  public static Optional<RunningKernel> find(long number) {
    return Kernels.running().stream().filter(each -> each.number() == number).findFirst();
  }
}
