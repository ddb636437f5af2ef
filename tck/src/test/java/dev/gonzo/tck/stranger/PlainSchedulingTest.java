package dev.gonzo.tck.stranger;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.tck.SchedulingConformance;

class PlainSchedulingTest extends SchedulingConformance {
  @Override
  protected Kernel kernel() {
    return new PlainKernel(new VirtualClock());
  }
}
