package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.KernelConformance;

class SmallestConformanceTest extends KernelConformance {
  /** Its clock is virtual. */
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return kernel();
  }
}
