package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.DeadlockConformance;

class SmallestDeadlockTest extends DeadlockConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
