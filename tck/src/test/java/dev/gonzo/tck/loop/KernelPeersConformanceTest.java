package dev.gonzo.tck.loop;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.FullKernelConformance;
import dev.gonzo.tck.KernelPeers;
import dev.gonzo.tck.PeerProcess;
import dev.gonzo.tck.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/**
 * The kit with peers that are made of traps, as on a kernel whose network and disk are simulated:
 * no test depends on another thread or on the system's own view of a file.
 */
@Tag("long") // the whole kit once more
@Tag("slow")
class KernelPeersConformanceTest extends FullKernelConformance {
  @Override
  protected Kernel kernel() {
    return Drivers.EPOLL.kernel();
  }

  @Override
  protected Kernel kernelInVirtualTime() {
    return Drivers.EPOLL.inVirtualTime();
  }

  @Override
  protected Peers peers() {
    return new PeersOnEpoll();
  }

  /** Traps, and of the real system what has no trap. */
  private static final class PeersOnEpoll extends KernelPeers {
    private final Peers real = Peers.real();

    PeersOnEpoll() {
      super(Drivers.EPOLL::kernel);
    }

    @Override
    public PeerProcess process() {
      return real.process();
    }

    @Override
    public void runOnAnotherKernel(Supplier<Kernel> kernels, AsyncRunnable<RuntimeException> main)
        throws InterruptedException {
      real.runOnAnotherKernel(kernels, main);
    }

    @Override
    public void compute(Duration time) {
      real.compute(time);
    }

    @Override
    public void close() throws IOException {
      super.close();
      real.close();
    }
  }
}
