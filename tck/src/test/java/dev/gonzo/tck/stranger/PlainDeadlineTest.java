package dev.gonzo.tck.stranger;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.tck.DeadlineConformance;

class PlainDeadlineTest extends DeadlineConformance {
  @Override
  protected Kernel kernel() {
    return new PlainKernel(new VirtualClock());
  }
}
