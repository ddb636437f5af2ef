package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.DeadlineConformance;

class SmallestDeadlineTest extends DeadlineConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
