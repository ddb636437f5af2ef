package dev.gonzo.cluster.socket;

import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.TransportConformance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** What a cluster relies on in each transport, over this machine's loopback. */
@Tag("realTime")
class SocketConformanceTest extends TransportConformance {
  private final List<String> addresses = new ArrayList<>();

  @Override
  protected Transport.Connector connector(int node) {
    return (cluster, self, events) -> {
      SocketNode joined =
          SocketTransport.of("127.0.0.1", 0, addresses.toArray(String[]::new))
              .joined(cluster, self, events);
      addresses.add("127.0.0.1:" + joined.port());
      return joined;
    };
  }
}
