package dev.gonzo.sim.net;

import dev.gonzo.sim.net.Packet.Segment;
import dev.gonzo.sim.net.Packet.Unreachable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The TCP sockets of a host: passes each packet to the one that it is for. */
final class TcpStack {
  private static final long LINGER_NANOS = 60_000_000_000L;

  private final HostNetwork host;
  private final Ports ports;
  private final Map<Ends, TcpConnection> connections = new LinkedHashMap<>();
  // Until when a pair of addresses is not used again, the earliest first.
  private final Map<Ends, Long> lingering = new LinkedHashMap<>();
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
    listeners.computeIfAbsent(listener.local().getPort(), _ -> new ArrayList<>()).add(listener);
  }

  void remove(TcpListener listener) {
    int port = listener.local().getPort();
    ports.release(port, listener);
    List<TcpListener> all = listeners.get(port);
    if (all != null && all.remove(listener) && all.isEmpty()) {
      listeners.remove(port);
    }
  }

  /** Whether there is, or was a short time ago, a connection between the two addresses. */
  boolean isUsed(InetSocketAddress local, InetSocketAddress remote) {
    forgetOld();
    var ends = new Ends(local, remote);
    return connections.containsKey(ends) || lingering.containsKey(ends);
  }

  void add(TcpConnection connection) {
    ports.bind(connection.local(), connection);
    connections.put(new Ends(connection.local(), connection.remote()), connection);
  }

  void remove(TcpConnection connection) {
    ports.release(connection.local().getPort(), connection);
    connections.remove(new Ends(connection.local(), connection.remote()), connection);
  }

  /** Keeps the addresses of a connection that this host has ended first (TIME_WAIT). */
  void linger(TcpConnection connection) {
    forgetOld();
    long until = host.network().agenda().now() + LINGER_NANOS;
    lingering.put(new Ends(connection.local(), connection.remote()), until);
    ports.linger(connection.local().getPort(), until);
  }

  private void forgetOld() {
    Iterator<Long> oldest = lingering.values().iterator();
    while (oldest.hasNext() && oldest.next() <= host.network().agenda().now()) {
      oldest.remove();
    }
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
      host.network().wire().send(host, Segment.resetFor(segment));
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
    connections.values().forEach(TcpConnection::vanish);
    connections.clear();
    listeners.clear();
    lingering.clear();
    ports.clear();
  }
}
