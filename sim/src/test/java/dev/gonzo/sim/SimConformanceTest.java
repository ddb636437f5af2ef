package dev.gonzo.sim;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.tck.KernelConformance;

class SimConformanceTest extends KernelConformance {
  @Override
  protected Kernel kernel() {
    return new SimulatedKernel(
        new Settings(1, true, false, Long.MAX_VALUE, Long.MAX_VALUE, null));
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return kernel();
  }
}
