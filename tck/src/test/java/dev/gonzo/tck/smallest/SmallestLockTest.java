package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.LockConformance;

class SmallestLockTest extends LockConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
