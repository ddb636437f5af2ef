package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.tck.NetConformance;

class LoopNetTest extends NetConformance {
  @Override
  protected Kernel kernel() {
    return Kernels.open("epoll");
  }
}
