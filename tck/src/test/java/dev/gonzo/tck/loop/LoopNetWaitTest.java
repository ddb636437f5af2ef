package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.tck.NetWaitConformance;

class LoopNetWaitTest extends NetWaitConformance {
  @Override
  protected Kernel kernel() {
    return Kernels.open("epoll");
  }
}
