package dev.gonzo.sim.net;

import dev.gonzo.sim.net.Packet.Segment;
import dev.gonzo.sim.net.Packet.Unreachable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The TCP sockets of a host: passes each packet to the one that it is for. */
final class TcpStack {
  private final HostNetwork host;
  private final Ports ports;
  private final Map<Ends, TcpConnection> connections = new LinkedHashMap<>();
  private final Map<Integer, List<TcpListener>> listeners = new TreeMap<>();

  TcpStack(HostNetwork host, Ports ports) {
    this.host = host;
    this.ports = ports;
  }

  private record Ends(InetSocketAddress local, InetSocketAddress remote) {}

  Ports ports() {
    return ports;
  }

  void add(TcpListener listener) {
    ports.bind(listener.local(), listener);
    listeners
        .computeIfAbsent(listener.local().getPort(), _ -> new ArrayList<>())
        .add(listener);
  }

  void remove(TcpListener listener) {
    int port = listener.local().getPort();
    ports.release(port, listener);
    List<TcpListener> all = listeners.get(port);
    if (all != null && all.remove(listener) && all.isEmpty()) {
      listeners.remove(port);
    }
  }

  /** Whether a connection between the two addresses would be the second one. */
  boolean isConnected(InetSocketAddress local, InetSocketAddress remote) {
    return connections.containsKey(new Ends(local, remote));
  }

  void add(TcpConnection connection) {
    ports.bind(connection.local(), connection);
    connections.put(new Ends(connection.local(), connection.remote()), connection);
  }

  void remove(TcpConnection connection) {
    ports.release(connection.local().getPort(), connection);
    connections.remove(new Ends(connection.local(), connection.remote()), connection);
  }

  void linger(int port) {
    ports.linger(port);
  }

  void arrive(Segment segment) {
    TcpConnection connection = connections.get(new Ends(segment.target(), segment.source()));
    if (connection != null && !connection.isItself()) {
      connection.arrive(segment);
      return;
    }
    TcpListener listener =
        segment.kind() == PacketKind.SYN ? listener(segment.target(), segment.source()) : null;
    if (listener != null) {
      listener.requested(segment);
    } else if (segment.kind() != PacketKind.RST) {
      host.network().wire().send(host, Segment.reset(segment.target(), segment.source()));
    } else if (connection != null) {
      connection.arrive(segment);
    }
  }

  /** The listener for an address; of several that share it, the one that the client's has. */
  private @Nullable TcpListener listener(InetSocketAddress target, InetSocketAddress source) {
    List<TcpListener> exact = new ArrayList<>();
    List<TcpListener> general = new ArrayList<>();
    for (TcpListener listener : listeners.getOrDefault(target.getPort(), List.of())) {
      if (listener.local().getAddress().equals(target.getAddress())) {
        exact.add(listener);
      } else if (HostAddresses.includes(listener.local().getAddress(), target.getAddress())) {
        general.add(listener);
      }
    }
    List<TcpListener> best = exact.isEmpty() ? general : exact;
    return best.isEmpty() ? null : best.get(Math.floorMod(source.hashCode(), best.size()));
  }

  void unreachable(Unreachable report) {
    TcpConnection connection = connections.get(new Ends(report.target(), report.source()));
    if (connection != null && connection.isConnecting()) {
      connection.fail(report.reason());
    }
  }

  /** Resets all connections to another host, here. */
  void resetAllTo(HostNetwork other) {
    for (TcpConnection connection : List.copyOf(connections.values())) {
      InetSocketAddress remote = connection.remote();
      if (host.network().reached(host, remote.getAddress()) == other) {
        connection.arrive(Segment.reset(remote, connection.local()));
      }
    }
  }

  /** Forgets everything: the host has failed. */
  void clear() {
    connections.clear();
    listeners.clear();
    ports.clear();
  }
}
