package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.SelectConformance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource(Drivers.ALL)
class LoopSelectTest extends SelectConformance {
  @Parameter Drivers driver;

  @Override
  protected Kernel kernel() {
    return driver.inVirtualTime();
  }
}
