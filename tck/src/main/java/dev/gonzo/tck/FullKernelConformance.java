package dev.gonzo.tck;

import dev.gonzo.kernel.Kernel;
import org.junit.jupiter.api.Nested;

/**
 * What a kernel that supports every trap has to pass: {@link NetworkKernelConformance}, and the
 * chapters about UDP, Unix sockets, processes and the environment. A chapter about a group of traps
 * that the kernel does not support is skipped.
 */
public abstract class FullKernelConformance extends NetworkKernelConformance {
  /** Creates the chapters. */
  protected FullKernelConformance() {}

  @Nested
  final class Udp extends UdpConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }

  @Nested
  final class Unix extends UnixConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }

  @Nested
  final class UnixDatagram extends UnixDatagramConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }

  @Nested
  final class UnixPair extends UnixPairConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }

  @Nested
  final class Processes extends ProcessesConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }

  @Nested
  final class ProcessesLoss extends ProcessesLossConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }

  @Nested
  final class Pipelines extends PipelinesConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }

  @Nested
  final class Environment extends EnvironmentConformance {
    @Override
    protected Kernel kernel() {
      return FullKernelConformance.this.kernel();
    }
  }
}
