package dev.gonzo.kernel.loop.run;

import dev.gonzo.kernel.Kernel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kernel for code that belongs to a world of its own: in a simulation, {@code Gonzo.run} must
 * not open the kernel that works best on the real machine.
 */
public final class KernelHere {
  private static volatile Supplier<? extends @Nullable Kernel> source = () -> null;

  private KernelHere() {}

  /**
   * Sets what decides it. There is one such world in a JVM, so it is set once.
   *
   * @param here returns a new kernel if the calling thread's code belongs to the world, and else
   *     null
   */
  public static void isFrom(Supplier<? extends @Nullable Kernel> here) {
    source = here;
  }

  /** {@return a kernel that has not run; null for the default one} */
  public static @Nullable Kernel open() {
    return source.get();
  }
}
