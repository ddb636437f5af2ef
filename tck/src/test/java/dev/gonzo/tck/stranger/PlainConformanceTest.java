package dev.gonzo.tck.stranger;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.tck.KernelConformance;

class PlainConformanceTest extends KernelConformance {
  /** Its clock is virtual. */
  @Override
  protected Kernel kernel() {
    return new PlainKernel(new VirtualClock());
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return kernel();
  }
}
