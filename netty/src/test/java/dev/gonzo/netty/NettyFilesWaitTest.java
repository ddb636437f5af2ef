package dev.gonzo.netty;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.FilesWaitConformance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource(Loops.ALL)
class NettyFilesWaitTest extends FilesWaitConformance {
  @Parameter Loops loops;

  @Override
  protected Kernel kernel() {
    return loops.kernel();
  }
}
