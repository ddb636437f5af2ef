package dev.gonzo.sim.net;

import dev.gonzo.trap.UnixAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of a host. Each host also has all loopback addresses. */
final class HostAddresses {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_IPV6 = InetAddress.ofLiteral("::1");
  private static final InetAddress BROADCAST = InetAddress.ofLiteral("255.255.255.255");
  private static final int LAST = 0xFF;
  private static final int LOOPBACK_NETWORK = 127;

  private final List<InetAddress> own;

  HostAddresses(List<InetAddress> own) {
    this.own = List.copyOf(own);
  }

  /** Refuses a name that was not resolved, and an address of an unknown kind. */
  static void requireResolved(SocketAddress address) {
    boolean isKnown =
        address instanceof UnixAddress
            || (address instanceof InetSocketAddress internet && !internet.isUnresolved());
    if (!isKnown) {
      throw new IllegalArgumentException(
          "an address is a UnixAddress, or an InetSocketAddress that is resolved, got " + address);
    }
  }

  List<InetAddress> own() {
    return own;
  }

  /** Whether packets to the address stay on the host. */
  boolean isOurs(InetAddress address) {
    return address.isLoopbackAddress() || own.contains(address);
  }

  boolean mayBind(InetAddress address) {
    return address.isAnyLocalAddress() || isOurs(address);
  }

  /** The address that packets to a target come from; null if there is no way to the target. */
  @Nullable InetAddress source(InetAddress target) {
    if (target.isLoopbackAddress()) {
      return isIpv6(target) ? LOOPBACK_IPV6 : LOOPBACK;
    } else if (own.contains(target)) {
      return target;
    }
    for (InetAddress address : own) {
      if (isIpv6(address) == isIpv6(target)) {
        return address;
      }
    }
    return null;
  }

  /** The address that is meant: the host itself for the address of all. */
  static InetAddress meant(InetAddress target) {
    if (!target.isAnyLocalAddress()) {
      return target;
    }
    return isIpv6(target) ? LOOPBACK_IPV6 : LOOPBACK;
  }

  static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  /** Whether two addresses, to which sockets are bound, have one in common. */
  static boolean overlap(InetAddress one, InetAddress other) {
    return one.equals(other) || includes(one, other) || includes(other, one);
  }

  /** Whether a socket bound to one address receives what goes to another. */
  static boolean includes(InetAddress bound, InetAddress target) {
    // A socket for all IPv6 addresses is one for all IPv4 addresses too.
    return bound.equals(target)
        || (bound.isAnyLocalAddress() && (isIpv6(bound) || !isIpv6(target)));
  }

  /** Whether it means all hosts of a network. Networks have 256 addresses, the loopback all. */
  static boolean isBroadcast(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.equals(BROADCAST)) {
      return true;
    }
    boolean isLast = !isIpv6(address) && (bytes[3] & LAST) == LAST;
    return bytes[0] == LOOPBACK_NETWORK
        ? isLast && (bytes[1] & bytes[2] & LAST) == LAST
        : isLast && !address.isMulticastAddress();
  }

  /** Whether the host is one of those that a broadcast address means. */
  boolean isMeantBy(InetAddress broadcast) {
    if (broadcast.equals(BROADCAST)) {
      return true;
    }
    byte[] network = broadcast.getAddress();
    return own.stream()
        .map(InetAddress::getAddress)
        .anyMatch(address ->
            address.length == network.length
                && address[0] == network[0]
                && address[1] == network[1]
                && address[2] == network[2]);
  }
}
