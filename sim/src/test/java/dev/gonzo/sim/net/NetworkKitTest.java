package dev.gonzo.sim.net;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.NetBuffersConformance;
import dev.gonzo.tck.NetConformance;
import dev.gonzo.tck.NetLoadConformance;
import dev.gonzo.tck.NetLossConformance;
import dev.gonzo.tck.NetWaitConformance;
import dev.gonzo.tck.UdpConformance;
import dev.gonzo.tck.UnixConformance;
import dev.gonzo.tck.UnixDatagramConformance;
import dev.gonzo.tck.UnixPairConformance;
import org.junit.jupiter.api.Nested;

/** The kit's chapters about the network, on one simulated host. */
class NetworkKitTest {
  private static Kernel open() {
    return OneHostKernel.open(42);
  }

  @Nested
  final class Net extends NetConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class NetWait extends NetWaitConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class NetBuffers extends NetBuffersConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class NetLoad extends NetLoadConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class NetLoss extends NetLossConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class Udp extends UdpConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class Unix extends UnixConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class UnixPair extends UnixPairConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }

  @Nested
  final class UnixDatagram extends UnixDatagramConformance {
    @Override
    protected Kernel kernel() {
      return open();
    }
  }
}
