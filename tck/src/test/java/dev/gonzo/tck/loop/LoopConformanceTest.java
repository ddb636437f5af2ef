package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.FullKernelConformance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource(Drivers.ALL)
class LoopConformanceTest extends FullKernelConformance {
  @Parameter Drivers driver;

  @Override
  protected Kernel kernel() {
    return driver.kernel();
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return driver.inVirtualTime();
  }
}
