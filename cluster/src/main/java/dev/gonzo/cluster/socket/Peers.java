package dev.gonzo.cluster.socket;

import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.sync.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The nodes that this node is connected with: at most one connection for each name. */
final class Peers {
  private static final int MOST_NODES = 1_000;

  private final NodeId self;
  private final Transport.Events events;
  private final SortedMap<String, Connection> connections = new TreeMap<>();
  private Event changed = Event.of("a change of the view");
  private boolean closed;

  Peers(NodeId self, Transport.Events events) {
    this.self = self;
    this.events = events;
  }

  /** Why no other life of a node can be connected now: one is, until it has failed. */
  @Nullable Refusal objection(NodeId peer) {
    if (peer.equals(self)) {
      return Refusal.SELF;
    }
    Connection existing = connections.get(peer.name());
    boolean other = existing != null && !existing.peer().equals(peer);
    if (peer.name().equals(self.name()) || other) {
      return Refusal.NAME_TAKEN;
    }
    if (closed) {
      return Refusal.LEAVING;
    }
    return existing == null && connections.size() >= MOST_NODES ? Refusal.FULL : null;
  }

  void add(Connection connection) {
    connections.put(connection.peer().name(), connection);
    changed();
  }

  void remove(Connection connection) {
    if (connections.remove(connection.peer().name(), connection)) {
      changed();
    }
  }

  @Nullable Connection get(NodeId peer) {
    Connection found = connections.get(peer.name());
    return found != null && found.peer().equals(peer) ? found : null;
  }

  List<Connection> all() {
    return List.copyOf(connections.values());
  }

  /** Waits until a node is not connected, in any life. */
  void awaitWithout(String name) {
    while (connections.containsKey(name)) {
      changed.await();
    }
  }

  /** Reports nothing any more. */
  void close() {
    closed = true;
  }

  void report() {
    if (!closed) {
      var nodes = new ArrayList<NodeId>();
      nodes.add(self);
      for (Connection each : connections.values()) {
        nodes.add(each.peer());
      }
      events.onView(new View(nodes));
    }
  }

  void receive(NodeId from, byte[] message) {
    if (!closed) {
      events.onMessage(from, message);
    }
  }

  private void changed() {
    Event before = changed;
    changed = Event.of("a change of the view");
    before.set();
    report();
  }
}
