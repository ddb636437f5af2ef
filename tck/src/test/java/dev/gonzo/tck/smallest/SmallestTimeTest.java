package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.TimeConformance;

class SmallestTimeTest extends TimeConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
