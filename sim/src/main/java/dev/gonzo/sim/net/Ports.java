package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.world.Agenda;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ports of one protocol on one host, and the sockets that are bound to them. */
final class Ports {
  private static final int FIRST_FREE = 32_768;
  private static final int FREE = 28_232;

  private final Agenda agenda;
  private final Map<Integer, Map<Long, Bound>> bound = new TreeMap<>();
  private final Map<Integer, Long> lingering = new TreeMap<>();
  private int next;

  /** Starts to choose ports at one that the seed has drawn. */
  Ports(Agenda agenda, int drawn) {
    this.agenda = agenda;
    next = drawn;
  }

  /** The number of ports that may be chosen. */
  static int choices() {
    return FREE;
  }

  private record Bound(InetAddress address, SimulatedSocket socket) {}

  /** Returns a free port, or a negated error number. */
  int choose() {
    for (int tries = 0; tries < FREE; tries++) {
      int port = FIRST_FREE + next;
      next = (next + 1) % FREE;
      if (!bound.containsKey(port) && !lingers(port)) {
        return port;
      }
    }
    return -ErrorNumber.EADDRINUSE;
  }

  /** Returns the port for an address that is to be bound, 0 for any, or a negated error number. */
  int find(InetSocketAddress wanted, SocketSettings settings) {
    int port = wanted.getPort();
    if (port == 0) {
      return choose();
    }
    for (Bound other : at(port)) {
      if (HostAddresses.overlap(wanted.getAddress(), other.address)
          && !mayShare(settings, other.socket)) {
        return -ErrorNumber.EADDRINUSE;
      }
    }
    return lingers(port) && !settings.reusesAddress ? -ErrorNumber.EADDRINUSE : port;
  }

  private static boolean mayShare(SocketSettings settings, SimulatedSocket other) {
    return (settings.reusesPort && other.settings.reusesPort)
        || (settings.reusesAddress && other.settings.reusesAddress && !other.listens);
  }

  void bind(InetSocketAddress address, SimulatedSocket socket) {
    bound
        .computeIfAbsent(address.getPort(), _ -> new TreeMap<>())
        .put(socket.number, new Bound(address.getAddress(), socket));
  }

  void release(int port, SimulatedSocket socket) {
    Map<Long, Bound> all = bound.get(port);
    if (all != null && all.remove(socket.number) != null && all.isEmpty()) {
      bound.remove(port);
    }
  }

  /** Keeps a port from being bound until a time, except by those that allow it. */
  void linger(int port, long until) {
    lingering.put(port, until);
  }

  private boolean lingers(int port) {
    Long until = lingering.get(port);
    if (until != null && until <= agenda.now()) {
      lingering.remove(port);
      return false;
    }
    return until != null;
  }

  private Collection<Bound> at(int port) {
    Map<Long, Bound> all = bound.get(port);
    return all == null ? List.of() : all.values();
  }

  /** The sockets that are bound to a port, in the order in which they were created. */
  List<SimulatedSocket> sockets(int port) {
    return at(port).stream().map(Bound::socket).toList();
  }

  void clear() {
    bound.clear();
    lingering.clear();
  }
}
