package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.tck.ThreadsConformance;

class LoopThreadsTest extends ThreadsConformance {
  @Override
  protected Kernel kernel() {
    return Kernels.open("epoll");
  }
}
