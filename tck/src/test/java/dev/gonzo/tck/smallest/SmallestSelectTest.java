package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.SelectConformance;

class SmallestSelectTest extends SelectConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
