package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.TasksConformance;

class SmallestTasksTest extends TasksConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
