package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;

/**
 * Tries the kernel that the program will probably use, in another thread, while the program is
 * compiled or loaded. The first use of a kernel in a JVM takes about a tenth of a second, most of
 * it to link the system calls; its success is remembered.
 */
final class KernelTrial {
  /** The first of {@link Kernels#names}, which would load the kernels of all other jars too. */
  private static final String FIRST = "epoll";

  private KernelTrial() {}

  /** Begins the trial. The program need not use a kernel, and a failure is left to it. */
  static void begin() {
    try {
      Thread.ofPlatform()
          .daemon()
          .name("gonzo-kernel-trial")
          .inheritInheritableThreadLocals(false)
          .start(KernelTrial::run);
    } catch (OutOfMemoryError noThread) {
      // then the program tries it
    }
  }

  private static void run() {
    try {
      var _ = Kernels.whyUnavailable(System.getProperty("gonzo.kernel", FIRST));
    } catch (RuntimeException | Error failure) {
      // the program meets it again
    }
  }
}
