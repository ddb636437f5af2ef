package dev.gonzo.tck.stranger;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.tck.SelectConformance;

class PlainSelectTest extends SelectConformance {
  @Override
  protected Kernel kernel() {
    return new PlainKernel(new VirtualClock());
  }
}
