package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.LossConformance;

class SmallestLossTest extends LossConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
