package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.PeerCredentials;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets and reads the JDK's socket options through system calls. An option without an effect on the
 * kind of socket is refused, although some versions of Linux take it.
 */
final class Options {
  private final Sockets sockets;

  Options(Sockets sockets) {
    this.sockets = sockets;
  }

  @Nullable Object set(LinuxSocket socket, SocketOption<?> option, Object value)
      throws IOException {
    socket.requireOpen();
    change(socket, option, value);
    return null;
  }

  /** Sets options of a socket that is being opened. */
  void setAll(LinuxSocket socket, Map<SocketOption<?>, Object> options) throws IOException {
    for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
      change(socket, option.getKey(), option.getValue());
    }
  }

  private void change(LinuxSocket socket, SocketOption<?> option, Object value) throws IOException {
    if (!option.type().isInstance(value)) {
      throw new IllegalArgumentException(
          "%s takes a value of %s, not %s"
              .formatted(option.name(), option.type().getSimpleName(), value));
    }
    int descriptor = socket.descriptor;
    int result =
        switch (value) {
          case Boolean on -> sockets.set(descriptor, setting(option, socket), on ? 1 : 0);
          case Integer seconds
              when option == StandardSocketOptions.SO_LINGER && !socket.isForDatagrams() ->
              setLinger(socket, seconds);
          case Integer number -> sockets.set(descriptor, setting(option, socket), number);
          case NetworkInterface by
              when option == StandardSocketOptions.IP_MULTICAST_IF && socket.isInternet() ->
              setMulticastInterface(socket, by);
          default -> throw unknown(option);
        };
    if (result < 0) {
      throw failure("set " + option.name() + " to " + value, option, result);
    }
  }

  private int setLinger(LinuxSocket socket, int seconds) {
    int result = sockets.setLinger(socket.descriptor, seconds);
    if (result >= 0) {
      socket.lingers = seconds > 0;
      socket.discardsAtClose = seconds == 0;
    }
    return result;
  }

  private int setMulticastInterface(LinuxSocket socket, NetworkInterface by) {
    boolean six = socket.datagramFamily() == SocketAddresses.AF_INET6;
    int result = sockets.setMulticastInterface(socket.descriptor, six, by.getIndex());
    if (result >= 0) {
      socket.multicastInterface = by;
    }
    return result;
  }

  @Nullable Object get(LinuxSocket socket, SocketOption<?> option) throws IOException {
    socket.requireOpen();
    if (option == PeerCredentials.OPTION && socket.isUnix() && !socket.isForDatagrams()) {
      return credentials(socket);
    } else if (option == StandardSocketOptions.IP_MULTICAST_IF && socket.isInternet()) {
      return socket.multicastInterface;
    }
    boolean linger = option == StandardSocketOptions.SO_LINGER && !socket.isForDatagrams();
    int result =
        linger
            ? sockets.getLinger(socket.descriptor)
            : sockets.get(socket.descriptor, setting(option, socket));
    if (linger && result == Sockets.NO_LINGER) {
      return -1; // as the JDK does
    }
    if (result < 0) {
      throw failure("read " + option.name(), option, result);
    }
    return option.type() == Boolean.class ? (Object) (result != 0) : (Object) result;
  }

  private PeerCredentials credentials(LinuxSocket socket) throws IOException {
    int[] found = sockets.peerCredentials(socket.descriptor);
    if (found[0] < 0) {
      throw CallFailures.of("read the credentials of the peer", found[0]);
    }
    return new PeerCredentials(found[0], found[1], found[2]);
  }

  private static SocketSetting setting(SocketOption<?> option, LinuxSocket socket) {
    if (socket.isInternet()) {
      boolean six = socket.datagramFamily() == SocketAddresses.AF_INET6;
      if (option == StandardSocketOptions.SO_BROADCAST) {
        return SocketSetting.BROADCAST;
      } else if (option == StandardSocketOptions.IP_MULTICAST_TTL) {
        return six ? SocketSetting.MULTICAST_HOPS_IPV6 : SocketSetting.MULTICAST_HOPS;
      } else if (option == StandardSocketOptions.IP_MULTICAST_LOOP) {
        return six ? SocketSetting.MULTICAST_LOOP_IPV6 : SocketSetting.MULTICAST_LOOP;
      }
    }
    boolean isTcp = !socket.isForDatagrams() && !socket.isUnix();
    if (option == StandardSocketOptions.TCP_NODELAY && isTcp) {
      return SocketSetting.NO_DELAY;
    } else if (option == StandardSocketOptions.SO_KEEPALIVE && isTcp) {
      return SocketSetting.KEEP_ALIVE;
    } else if (option == StandardSocketOptions.SO_REUSEADDR && !socket.isUnix()) {
      return SocketSetting.REUSE_ADDRESS;
    } else if (option == StandardSocketOptions.SO_REUSEPORT && !socket.isUnix()) {
      return SocketSetting.REUSE_PORT;
    } else if (option == StandardSocketOptions.SO_SNDBUF) {
      return SocketSetting.SEND_BUFFER_BYTES;
    } else if (option == StandardSocketOptions.SO_RCVBUF) {
      return SocketSetting.RECEIVE_BUFFER_BYTES;
    }
    throw unknown(option);
  }

  /** Returns the failure to throw; throws another one if there is no such option on the socket. */
  private static IOException failure(String operation, SocketOption<?> option, int result) {
    return switch (-result) {
      case ErrorNumber.EOPNOTSUPP, ErrorNumber.ENOPROTOOPT -> throw unknown(option);
      default -> CallFailures.of(operation, result);
    };
  }

  private static UnsupportedOperationException unknown(SocketOption<?> option) {
    return new UnsupportedOperationException(
        "the socket option " + option.name() + " is not known to this kernel");
  }
}
