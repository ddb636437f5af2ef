package dev.gonzo.sim;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.tck.ForeignBlockConformance;
import dev.gonzo.tck.KernelConformance;
import dev.gonzo.tck.ThreadsConformance;
import dev.gonzo.tck.WakerConformance;
import org.junit.jupiter.api.Nested;

class SimConformanceTest extends KernelConformance {
  @Override
  protected Kernel kernel() {
    return open();
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return open();
  }

  private static Kernel open() {
    return new SimulatedKernel(
        new Settings(1, true, false, Long.MAX_VALUE, SimulatedKernels.MOST_AT_ONCE, null));
  }

  @Nested
  final class Threads extends ThreadsConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class Waker extends WakerConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class ForeignBlock extends ForeignBlockConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }
}
