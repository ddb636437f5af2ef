package dev.gonzo.kernel.driver.nio;

import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Converts addresses between the JDK's channels and the traps. */
final class Addresses {
  private Addresses() {}

  /** The protocol family of the channels for an address. */
  static ProtocolFamily family(SocketAddress address) {
    return switch (address) {
      case UnixAddress _ -> StandardProtocolFamily.UNIX;
      case InetSocketAddress internet when internet.isUnresolved() ->
          throw new IllegalArgumentException(
              internet.getHostString() + " is not resolved: resolve it first");
      case InetSocketAddress internet ->
          internet.getAddress() instanceof Inet6Address
              ? StandardProtocolFamily.INET6
              : StandardProtocolFamily.INET;
      default ->
          throw new IllegalArgumentException(
              "an address is an InetSocketAddress or a UnixAddress, got " + address);
    };
  }

  /** Converts an address of a trap for a channel. */
  static SocketAddress toJdk(SocketAddress address) {
    if (!(address instanceof UnixAddress unix)) {
      return address;
    }
    if (unix.isAbstract()) {
      throw new UnsupportedOperationException(
          "the JDK has no abstract Unix addresses: use a path, or the epoll or uring kernel");
    }
    return UnixDomainSocketAddress.of(unix.path());
  }

  /** Converts an address of a channel for user space. */
  static SocketAddress fromJdk(@Nullable SocketAddress address) throws IOException {
    return switch (address) {
      case InetSocketAddress internet -> internet;
      case UnixDomainSocketAddress unix when unix.getPath().toString().isEmpty() ->
          UnixAddress.UNNAMED;
      case UnixDomainSocketAddress unix -> UnixAddress.of(unix.getPath());
      case null -> UnixAddress.UNNAMED;
      default -> throw new IOException("an address of another kind: " + address);
    };
  }

  static String text(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? internet.getHostString() + ":" + internet.getPort()
        : address.toString();
  }
}
