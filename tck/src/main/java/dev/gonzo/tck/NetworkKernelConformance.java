package dev.gonzo.tck;

import dev.gonzo.kernel.Kernel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * What a kernel with threads, TCP and files has to pass: {@link KernelConformance}, and the
 * chapters about these. A chapter about a group of traps that the kernel does not support is
 * skipped.
 *
 * <p>The chapter of heavy load has the tag {@code heavyLoad}; single tests that take long have the
 * tag {@code slow}.
 */
public abstract class NetworkKernelConformance extends KernelConformance {
  /** Creates the chapters. */
  protected NetworkKernelConformance() {}

  /**
   * Whether the port of a closed listener is free as soon as the task goes on.
   *
   * @return true unless overridden
   */
  protected boolean freesPortsAtOnce() {
    return true;
  }

  @Nested
  final class Threads extends ThreadsConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class Waker extends WakerConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class ForeignBlock extends ForeignBlockConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class Net extends NetConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }

    @Override
    protected boolean freesPortsAtOnce() {
      return NetworkKernelConformance.this.freesPortsAtOnce();
    }
  }

  @Nested
  final class NetWait extends NetWaitConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class NetBuffers extends NetBuffersConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  @Tag("heavyLoad")
  final class NetLoad extends NetLoadConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class NetLoss extends NetLossConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Files extends FilesConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class FilesWait extends FilesWaitConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class WholeFiles extends WholeFilesConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }

  @Nested
  final class Trees extends TreesConformance {
    @Override
    protected Kernel kernel() {
      return NetworkKernelConformance.this.kernel();
    }
  }
}
