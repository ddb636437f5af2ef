package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.ThreadsConformance;

class SmallestThreadsTest extends ThreadsConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
