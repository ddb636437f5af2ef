package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.SyncConformance;

class SmallestSyncTest extends SyncConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
