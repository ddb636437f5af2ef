package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.tck.SyncConformance;

class LoopSyncTest extends SyncConformance {
  @Override
  protected Kernel kernel() {
    return Kernels.open("epoll", new VirtualClock());
  }
}
