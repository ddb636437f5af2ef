package dev.gonzo.netty;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.NetworkKernelConformance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource(Loops.ALL)
class NettyConformanceTest extends NetworkKernelConformance {
  @Parameter Loops loops;

  @Override
  protected Kernel kernel() {
    return loops.kernel();
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return loops.inVirtualTime();
  }

  /** Netty closes a channel in its loop, after the task has gone on. */
  @Override
  protected boolean freesPortsAtOnce() {
    return false;
  }
}
