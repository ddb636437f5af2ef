package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.net.Packet.Datagram;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A UDP socket. */
final class UdpSocket extends DatagramSocket {
  private static final int MOST_BYTES = 65_507;
  private static final int MOST_BYTES_IPV6 = 65_527;

  private final InetSocketAddress local;
  private final @Nullable InetSocketAddress remote;
  private final List<Membership> memberships = new ArrayList<>();
  private int failure;

  UdpSocket(
      HostNetwork host,
      SocketSettings settings,
      InetSocketAddress local,
      @Nullable InetSocketAddress remote) {
    super(host, settings);
    this.local = local;
    this.remote = remote;
  }

  /** A multicast group, and whether it was joined by the loopback interface. */
  private record Membership(InetAddress group, String by, boolean isLoopback) {}

  @Override
  InetSocketAddress local() {
    return local;
  }

  @Override
  @Nullable InetSocketAddress remote() {
    return remote;
  }

  // ---------------------------------------------------------------- sending

  @Override
  int send(ByteBuffer bytes, @Nullable SocketAddress to) {
    InetSocketAddress target = to == null ? remote : (InetSocketAddress) to;
    if (target == null) {
      return -ErrorNumber.EDESTADDRREQ;
    }
    InetAddress receiver = HostAddresses.meant(target.getAddress());
    int refusal = refusal(receiver, target.getPort(), bytes.remaining());
    if (refusal != 0) {
      return -refusal;
    }
    InetAddress source = source(receiver);
    if (source == null) {
      return -ErrorNumber.ENETUNREACH;
    } else if (source.isLoopbackAddress() && !receiver.isMulticastAddress() && !isHere(receiver)) {
      return -ErrorNumber.EINVAL;
    }
    // As in Linux, what is wrong with this datagram comes before the failure of an earlier one.
    int earlier = takeFailure();
    if (earlier != 0) {
      return -earlier;
    }
    if (!host.udp().hasRoom(this, receiver)) {
      return -ErrorNumber.EAGAIN;
    }
    var content = new byte[bytes.remaining()];
    bytes.get(content);
    host.udp()
        .send(
            this,
            new Datagram(
                new InetSocketAddress(source, local.getPort()),
                new InetSocketAddress(receiver, target.getPort()),
                sendsToGroupsByLoopback(),
                content));
    return content.length;
  }

  private boolean isHere(InetAddress receiver) {
    return host.addresses().isOurs(receiver) || HostAddresses.isBroadcast(receiver);
  }

  /** The error number for a datagram that cannot be sent there, or 0. */
  private int refusal(InetAddress receiver, int port, int length) {
    boolean isIpv6 = HostAddresses.isIpv6(local.getAddress());
    if (HostAddresses.isIpv6(receiver) != isIpv6) {
      if (!isIpv6) {
        return ErrorNumber.EAFNOSUPPORT;
      } else if (!local.getAddress().isAnyLocalAddress()) {
        return ErrorNumber.ENETUNREACH;
      }
    }
    if (port == 0) {
      return ErrorNumber.EINVAL;
    } else if (length > (HostAddresses.isIpv6(receiver) ? MOST_BYTES_IPV6 : MOST_BYTES)) {
      return ErrorNumber.EMSGSIZE;
    } else if (HostAddresses.isBroadcast(receiver) && !settings.broadcasts) {
      return ErrorNumber.EACCES;
    }
    return 0;
  }

  private @Nullable InetAddress source(InetAddress receiver) {
    if (!local.getAddress().isAnyLocalAddress()) {
      return local.getAddress();
    }
    boolean staysHere = receiver.isMulticastAddress() && sendsToGroupsByLoopback();
    return host.addresses().source(staysHere ? loopback(receiver) : receiver);
  }

  private static InetAddress loopback(InetAddress like) {
    return InetAddress.ofLiteral(HostAddresses.isIpv6(like) ? "::1" : "127.0.0.1");
  }

  private boolean sendsToGroupsByLoopback() {
    NetworkInterface by = settings.multicastBy;
    return by == null ? host.addresses().own().isEmpty() : isLoopback(by);
  }

  // ---------------------------------------------------------------- arrivals

  /** How well it fits a datagram; negative if it is not for this socket. */
  int fit(Datagram datagram) {
    InetAddress bound = local.getAddress();
    if (!HostAddresses.includes(bound, datagram.target().getAddress())) {
      return -1;
    } else if (remote != null) {
      return remote.equals(datagram.source()) ? 2 : -1;
    }
    return bound.isAnyLocalAddress() ? 0 : 1;
  }

  /** Whether it receives what goes to a group. */
  boolean isMember(Datagram datagram) {
    return fit(datagram) >= 0
        && memberships.stream()
            .anyMatch(joined ->
                joined.group.equals(datagram.target().getAddress())
                    && joined.isLoopback == datagram.byLoopback());
  }

  /** Takes a datagram, unless there is no room: then it is lost. */
  void arrive(Datagram datagram) {
    int held = arrivedBytes();
    if (held == 0 || held + datagram.size() <= settings.receiveBytes) {
      arrives(datagram.source(), datagram.bytes());
    }
  }

  /** Keeps the failure of an earlier datagram for the next operation. */
  void fails(int reason) {
    failure = reason;
    input.event(false);
    output.event(false);
  }

  @Override
  int takeFailure() {
    int taken = failure;
    failure = 0;
    return taken;
  }

  // ---------------------------------------------------------------- groups

  /** Joins a group, or returns a negated error number. */
  int join(InetAddress group, NetworkInterface by) {
    var membership = new Membership(group, by.getName(), isLoopback(by));
    if (HostAddresses.isIpv6(group) != HostAddresses.isIpv6(local.getAddress())) {
      return -ErrorNumber.EINVAL;
    } else if (memberships.contains(membership)) {
      return -ErrorNumber.EADDRINUSE;
    }
    memberships.add(membership);
    return 0;
  }

  /** Leaves a group, or returns a negated error number. */
  int leave(InetAddress group, NetworkInterface by) {
    return memberships.remove(new Membership(group, by.getName(), isLoopback(by)))
        ? 0
        : -ErrorNumber.EADDRNOTAVAIL;
  }

  // The interfaces are those of the real machine: only its loopback interface is like ours.
  private static boolean isLoopback(NetworkInterface by) {
    return by.inetAddresses().anyMatch(InetAddress::isLoopbackAddress);
  }

  @Override
  void release() {
    host.udp().remove(this);
  }
}
