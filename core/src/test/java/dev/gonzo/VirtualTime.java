package dev.gonzo;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;

/** Runs a test's program in virtual time, on the loop kernel without a driver. */
public final class VirtualTime {
  private VirtualTime() {}

  /** Runs it to its end, and throws what it throws. */
  public static <X extends Exception> void inVirtualTime(AsyncRunnable<X> main) throws X {
    Gonzo.run(Kernels.of("none", new VirtualClock()), main);
  }
}
