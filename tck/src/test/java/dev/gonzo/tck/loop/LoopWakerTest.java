package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.tck.WakerConformance;

class LoopWakerTest extends WakerConformance {
  @Override
  protected Kernel kernel() {
    return Kernels.open("epoll");
  }
}
