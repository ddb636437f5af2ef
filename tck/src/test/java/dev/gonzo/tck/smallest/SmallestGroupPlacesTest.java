package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.GroupPlacesConformance;

class SmallestGroupPlacesTest extends GroupPlacesConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
