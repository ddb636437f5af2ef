package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.net.Packet.Datagram;
import dev.gonzo.sim.net.Packet.Unreachable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The UDP sockets of a host: passes each datagram to those that it is for. */
final class UdpStack {
  private final HostNetwork host;
  private final Ports ports;

  UdpStack(HostNetwork host, Ports ports) {
    this.host = host;
    this.ports = ports;
  }

  Ports ports() {
    return ports;
  }

  void add(UdpSocket socket) {
    ports.bind(socket.local(), socket);
  }

  void remove(UdpSocket socket) {
    ports.release(socket.local().getPort(), socket);
  }

  /** Whether the path has room for a datagram of a socket; otherwise an event reports when. */
  boolean hasRoom(UdpSocket sender, InetAddress target) {
    Network network = host.network();
    HostNetwork to = network.reached(host, target);
    if (to == null || to == host) {
      return true;
    }
    Path path = network.path(host, to);
    if (path.waitingBytes() > sender.settings.sendBytes) {
      network.agenda().at(path.free(), () -> sender.output.event(false));
      return false;
    }
    return true;
  }

  /** Sends a datagram to a host, to the members of a group, or to all of a network. */
  void send(UdpSocket sender, Datagram datagram) {
    Network network = host.network();
    InetAddress target = datagram.target().getAddress();
    if (target.isMulticastAddress()) {
      for (HostNetwork to : network.hosts()) {
        boolean reaches = to == host ? sender.settings.multicastLoops : !datagram.byLoopback();
        if (reaches) {
          network.wire().send(host, to, datagram);
        }
      }
    } else if (HostAddresses.isBroadcast(target)) {
      for (HostNetwork to : network.hosts()) {
        boolean staysHere = target.isLoopbackAddress();
        if (staysHere ? to == host : to.addresses().isMeantBy(target)) {
          network.wire().send(host, to, datagram);
        }
      }
    } else {
      network.wire().send(host, datagram);
    }
  }

  void arrive(Datagram datagram) {
    List<UdpSocket> receivers = receivers(datagram);
    receivers.forEach(socket -> socket.arrive(datagram));
    if (receivers.isEmpty() && !isForMany(datagram.target().getAddress())) {
      host.network().wire().send(host, Unreachable.about(datagram, ErrorNumber.ECONNREFUSED));
    }
  }

  private static boolean isForMany(InetAddress target) {
    return target.isMulticastAddress() || HostAddresses.isBroadcast(target);
  }

  private List<UdpSocket> receivers(Datagram datagram) {
    InetAddress target = datagram.target().getAddress();
    if (target.isMulticastAddress()) {
      return all(datagram).stream().filter(socket -> socket.isMember(datagram)).toList();
    }
    List<UdpSocket> fitting = new ArrayList<>();
    int best = 0;
    for (UdpSocket socket : all(datagram)) {
      int fit = socket.fit(datagram);
      if (fit > best && !isForMany(target)) {
        best = fit;
        fitting.clear();
      }
      if (fit >= best) {
        fitting.add(socket);
      }
    }
    if (isForMany(target) || fitting.size() < 2) {
      return fitting;
    }
    // Those that share a port share its senders; without that, the last one has taken it over.
    boolean share = fitting.getLast().settings.reusesPort;
    return List.of(
        share
            ? fitting.get(Math.floorMod(datagram.source().hashCode(), fitting.size()))
            : fitting.getLast());
  }

  private List<UdpSocket> all(Datagram datagram) {
    return ports.sockets(datagram.target().getPort()).stream()
        .map(socket -> (UdpSocket) socket)
        .toList();
  }

  void unreachable(Unreachable report) {
    for (SimulatedSocket each : ports.sockets(report.target().getPort())) {
      if (each instanceof UdpSocket socket && report.source().equals(socket.remote())) {
        socket.fails(report.reason());
      }
    }
  }

  /** Forgets everything: the host has failed. */
  void clear() {
    ports.clear();
  }
}
