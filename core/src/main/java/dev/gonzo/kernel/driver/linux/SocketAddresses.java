package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.gonzo.kernel.driver.UnixAddressLength;
import dev.gonzo.trap.UnixAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Converts socket addresses between Linux's structures ({@code sockaddr_in}, {@code sockaddr_in6},
 * {@code sockaddr_un}), and Java's classes.
 */
public final class SocketAddresses {
  /** The family of Unix sockets. */
  public static final int AF_UNIX = 1;

  /** The family of IPv4 sockets. */
  public static final int AF_INET = 2;

  /** The family of IPv6 sockets. */
  public static final int AF_INET6 = 10;

  /** The size of an address of any family, in bytes ({@code sockaddr_storage}). */
  static final int STORAGE_BYTES = 128;

  private static final int IPV4_BYTES = 16;
  private static final int IPV6_BYTES = 28;
  private static final int UNIX_OFFSET = 2;
  private static final int PORT_OFFSET = 2;
  private static final int IPV4_HOST_OFFSET = 4;
  private static final int IPV6_FLOW_OFFSET = 4;
  private static final int IPV6_HOST_OFFSET = 8;
  private static final int IPV6_SCOPE_OFFSET = 24;
  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketAddresses() {}

  /**
   * Returns the family of an address.
   *
   * @param address a resolved address
   * @return {@link #AF_INET}, {@link #AF_INET6} or {@link #AF_UNIX}
   * @throws IllegalArgumentException if the host name was not resolved
   */
  public static int familyOf(SocketAddress address) {
    return switch (address) {
      case UnixAddress _ -> AF_UNIX;
      case InetSocketAddress internet ->
          host(internet) instanceof Inet6Address ? AF_INET6 : AF_INET;
      default -> throw unknown(address);
    };
  }

  private static IllegalArgumentException unknown(SocketAddress address) {
    return new IllegalArgumentException(
        "an address is an InetSocketAddress or a UnixAddress, got " + address);
  }

  /** Writes an address, and returns its length in bytes. */
  static int encode(SocketAddress address, MemorySegment target) {
    return switch (address) {
      case UnixAddress unix -> encode(unix, target);
      case InetSocketAddress internet -> encode(internet, target);
      default -> throw unknown(address);
    };
  }

  private static int encode(UnixAddress address, MemorySegment target) {
    UnixAddressLength.require(address);
    byte[] bytes = address.bytes();
    target.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, target, JAVA_BYTE, UNIX_OFFSET, bytes.length);
    target.set(JAVA_BYTE, UNIX_OFFSET + bytes.length, (byte) 0);
    // A path ends with a NUL, an abstract name with its last byte.
    return UNIX_OFFSET + bytes.length + (address.isAbstract() || address.isUnnamed() ? 0 : 1);
  }

  private static int encode(InetSocketAddress address, MemorySegment target) {
    InetAddress host = host(address);
    byte[] bytes = host.getAddress();
    target.set(PORT, PORT_OFFSET, (short) address.getPort());
    if (host instanceof Inet6Address inet6) {
      target.set(JAVA_SHORT, 0, (short) AF_INET6);
      target.set(JAVA_INT, IPV6_FLOW_OFFSET, 0);
      MemorySegment.copy(bytes, 0, target, JAVA_BYTE, IPV6_HOST_OFFSET, bytes.length);
      target.set(JAVA_INT, IPV6_SCOPE_OFFSET, inet6.getScopeId());
      return IPV6_BYTES;
    }
    target.set(JAVA_SHORT, 0, (short) AF_INET);
    MemorySegment.copy(bytes, 0, target, JAVA_BYTE, IPV4_HOST_OFFSET, bytes.length);
    target.set(ValueLayout.JAVA_LONG, 8, 0L); // padding that Linux wants to be zero
    return IPV4_BYTES;
  }

  /**
   * Reads an address of a given length. An IPv4-mapped IPv6 address becomes an IPv4 address, and
   * length 0 becomes the address of an unbound Unix socket.
   */
  static SocketAddress decode(MemorySegment source, int length) {
    int family = length < UNIX_OFFSET ? AF_UNIX : source.get(JAVA_SHORT, 0);
    if (family == AF_UNIX) {
      return decodeUnix(source, length);
    }
    int port = Short.toUnsignedInt(source.get(PORT, PORT_OFFSET));
    try {
      return switch (family) {
        case AF_INET ->
            new InetSocketAddress(
                InetAddress.getByAddress(bytes(source, IPV4_HOST_OFFSET, 4)), port);
        case AF_INET6 ->
            new InetSocketAddress(
                scoped(
                    InetAddress.getByAddress(bytes(source, IPV6_HOST_OFFSET, 16)),
                    source.get(JAVA_INT, IPV6_SCOPE_OFFSET)),
                port);
        default -> throw new IllegalArgumentException("not an internet address: family " + family);
      };
    } catch (UnknownHostException impossible) { // the lengths are right
      throw new IllegalStateException(impossible);
    }
  }

  private static UnixAddress decodeUnix(MemorySegment source, int length) {
    if (length <= UNIX_OFFSET) {
      return UnixAddress.UNNAMED;
    }
    byte[] bytes = bytes(source, UNIX_OFFSET, length - UNIX_OFFSET);
    int end = bytes.length;
    while (bytes[0] != 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end == 1 && bytes[0] == 0
        ? UnixAddress.UNNAMED
        : UnixAddress.of(Arrays.copyOf(bytes, end));
  }

  private static InetAddress scoped(InetAddress host, int scope) throws UnknownHostException {
    return scope != 0 && host instanceof Inet6Address
        ? Inet6Address.getByAddress(null, host.getAddress(), scope)
        : host;
  }

  private static byte[] bytes(MemorySegment source, long offset, int length) {
    var bytes = new byte[length];
    MemorySegment.copy(source, JAVA_BYTE, offset, bytes, 0, length);
    return bytes;
  }

  private static InetAddress host(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IllegalArgumentException("the host name is not resolved: " + address);
    }
    return host;
  }
}
