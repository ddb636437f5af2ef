package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.GroupConformance;

class SmallestGroupTest extends GroupConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
