package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.GroupFailuresConformance;

class SmallestGroupFailuresTest extends GroupFailuresConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
