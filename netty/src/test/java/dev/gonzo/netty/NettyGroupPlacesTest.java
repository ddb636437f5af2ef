package dev.gonzo.netty;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.GroupPlacesConformance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource(Loops.ALL)
class NettyGroupPlacesTest extends GroupPlacesConformance {
  @Parameter Loops loops;

  @Override
  protected Kernel kernel() {
    return loops.inVirtualTime();
  }
}
