package dev.gonzo.netty;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.SelectConformance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource(Loops.ALL)
class NettySelectTest extends SelectConformance {
  @Parameter Loops loops;

  @Override
  protected Kernel kernel() {
    return loops.inVirtualTime();
  }
}
