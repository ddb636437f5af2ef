package dev.gonzo.kernel.loop.run;

import dev.gonzo.kernel.Kernel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kernel that runs a program instead of the one that it names: that of a replay. */
public final class KernelInstead {
  private static volatile Function<String, ? extends @Nullable Kernel> source = _ -> null;

  private KernelInstead() {}

  /**
   * Sets the source of such kernels.
   *
   * @param instead takes the name of the kernel that was asked for, and returns a new kernel; or
   *     null for the one of that name
   */
  public static void isFrom(Function<String, ? extends @Nullable Kernel> instead) {
    source = instead;
  }

  /**
   * Creates the kernel that runs a program.
   *
   * @param name the name of the kernel that was asked for
   * @return a kernel that has not run; null for the one of that name
   */
  public static @Nullable Kernel open(String name) {
    return source.apply(name);
  }
}
