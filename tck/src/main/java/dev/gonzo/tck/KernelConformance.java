package dev.gonzo.tck;

import dev.gonzo.kernel.Kernel;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/**
 * What every kernel has to pass, whatever groups of traps it supports: one nested class for each
 * chapter. To test a kernel, extend this class, or {@link NetworkKernelConformance} or {@link
 * FullKernelConformance}, which have more chapters:
 *
 * <pre>{@code
 * class MyKernelConformanceTest extends KernelConformance {
 *   @Override
 *   protected Kernel kernel() {
 *     return new MyKernel(Clock.system());
 *   }
 *
 *   @Override
 *   protected Kernel kernelInVirtualTime() {
 *     return new MyKernel(new VirtualClock());
 *   }
 * }
 * }</pre>
 */
public abstract class KernelConformance {
  /** Creates the chapters. */
  protected KernelConformance() {}

  /** {@return a new kernel that has not run, with the system's clock} */
  protected abstract Kernel kernel();

  /** {@return a new kernel that has not run, with a virtual clock} */
  protected abstract Kernel kernelInVirtualTime();

  /**
   * Creates what one test needs besides the kernel: another program, a directory with files, and so
   * on. A kernel with a simulated network or disk overrides this.
   *
   * @return new peers: the real ones, unless overridden
   */
  protected Peers peers() {
    return Peers.real();
  }

  /**
   * Returns how to choose the order in which tasks take their turns, on kernels like this one.
   *
   * @return empty, unless overridden: the chapter {@link OrdersConformance} is left out then
   */
  protected Optional<dev.gonzo.tck.Orders> orders() {
    return Optional.empty();
  }

  @Nested
  final class Scheduling extends SchedulingConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernel();
    }
  }

  @Nested
  final class Tasks extends TasksConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernel();
    }
  }

  @Nested
  final class Time extends TimeConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Cancellation extends CancellationConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Deadline extends DeadlineConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Shield extends ShieldConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Deadlock extends DeadlockConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Group extends GroupConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class GroupFailures extends GroupFailuresConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class GroupPlaces extends GroupPlacesConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Sync extends SyncConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Lock extends LockConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Select extends SelectConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Loss extends LossConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class CancelEverywhere extends CancelEverywhereConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }
  }

  @Nested
  final class Orders extends OrdersConformance {
    @Override
    protected Kernel kernel() {
      return KernelConformance.this.kernelInVirtualTime();
    }

    @Override
    protected Optional<dev.gonzo.tck.Orders> orders() {
      return KernelConformance.this.orders();
    }
  }
}
