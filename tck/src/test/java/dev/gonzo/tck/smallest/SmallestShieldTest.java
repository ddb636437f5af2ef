package dev.gonzo.tck.smallest;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.ShieldConformance;

class SmallestShieldTest extends ShieldConformance {
  @Override
  protected Kernel kernel() {
    return new SmallestKernel();
  }
}
