package dev.gonzo.cluster.jgroups;

import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.TransportConformance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The transport through JGroups, with real sockets on loopback. */
@Tag("realTime")
class JGroupsConformanceTest extends TransportConformance {
  private final List<InetSocketAddress> members =
      Arrays.stream(Waiting.freePorts(3))
          .mapToObj(port -> new InetSocketAddress("127.0.0.1", port))
          .toList();

  JGroupsConformanceTest() throws IOException {}

  @Override
  protected Transport.Connector connector(int node) {
    return JGroupsTransport.of("127.0.0.1", members.get(node).getPort(), members)
        .withPatience(Duration.ofSeconds(5));
  }
}
