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
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The kit's chapters about the network, on one simulated host, in an order that a seed decides.
 * {@code SimConformanceTest} has them in the order of the real kernels.
 */
@Tag("long") // these chapters once more
@ExtendWith(NetworkKitTest.WithoutRealPeers.class)
class NetworkKitTest {
  /** Skips the tests whose peers are real sockets, which a simulated one cannot reach. */
  static final class WithoutRealPeers implements ExecutionCondition {
    private static final Set<String> WITH_REAL_PEERS =
        Set.of(
            "an_urgent_byte_ends_a_receive_and_hides_nothing_that_came_behind_it",
            "a_server_of_threads_and_java_net_sockets_understands_us",
            "closing_does_not_wait_for_the_peer_even_if_the_socket_lingers",
            "descriptors_that_a_peer_passes_hide_no_byte_and_stay_nowhere",
            "an_urgent_byte_between_unix_sockets_hides_no_byte_behind_it",
            "a_pair_is_not_inherited_by_a_child");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return context
              .getTestMethod()
              .map(Method::getName)
              .filter(WITH_REAL_PEERS::contains)
              .isPresent()
          ? ConditionEvaluationResult.disabled("its peer is a real socket")
          : ConditionEvaluationResult.enabled("it has no other peer");
    }
  }

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
