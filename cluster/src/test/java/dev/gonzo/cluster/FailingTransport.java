package dev.gonzo.cluster;

import dev.gonzo.cluster.transport.MemoryNetwork;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.sync.Event;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The transport of one node in a network, which a test makes fail, or wait. */
final class FailingTransport implements Transport.Connector {
  private final MemoryNetwork network;
  private final Event never = Event.of("room at a slow node");
  @Nullable Error failure;
  @Nullable String slow;
  int left;
  private Transport.@Nullable Events events;

  FailingTransport(MemoryNetwork network) {
    this.network = network;
  }

  /** Reports a view that makes no sense: handling it fails. */
  @SuppressWarnings("NullAway") // on purpose
  void reportNonsense() {
    View none = null;
    events.onView(none);
  }

  @Override
  public Transport join(String cluster, NodeId self, Transport.Events to) throws IOException {
    events = to;
    Transport inner = network.join(cluster, self, to);
    return new Transport() {
      @Override
      public void send(NodeId receiver, byte[] message) {
        if (failure != null) {
          throw failure;
        }
        if (receiver.name().equals(slow)) {
          never.await();
        }
        inner.send(receiver, message);
      }

      @Override
      public int mostBytes() {
        return inner.mostBytes();
      }

      @Override
      public boolean isWithinKernel() {
        return inner.isWithinKernel();
      }

      @Override
      public void leave() {
        left++;
        inner.leave();
      }
    };
  }
}
