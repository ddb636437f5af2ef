package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.tck.ForeignBlockConformance;

class LoopForeignBlockTest extends ForeignBlockConformance {
  @Override
  protected Kernel kernel() {
    return Kernels.open("epoll");
  }
}
