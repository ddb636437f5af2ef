package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.tck.NetLoadConformance;

class LoopNetLoadTest extends NetLoadConformance {
  @Override
  protected Kernel kernel() {
    return Kernels.open("epoll");
  }
}
