package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.SchedulingConformance;

class SmallestSchedulingTest extends SchedulingConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
