package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.CancellationConformance;

class SmallestCancellationTest extends CancellationConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
