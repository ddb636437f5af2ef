package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.CancelEverywhereConformance;

class SmallestCancelEverywhereTest extends CancelEverywhereConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
