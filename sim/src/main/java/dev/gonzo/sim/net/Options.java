package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.SocketFailures;
import dev.gonzo.trap.PeerCredentials;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets and reads socket options: those that the drivers for Linux know. */
final class Options {
  private static final int MOST_HOPS = 255;

  private Options() {}

  /** The kinds of sockets. */
  enum Kind {
    TCP,
    UDP,
    UNIX_STREAM,
    UNIX_DATAGRAM;

    static Kind of(SimulatedSocket socket) {
      if (socket.isUnix()) {
        return socket.isForDatagrams() ? UNIX_DATAGRAM : UNIX_STREAM;
      }
      return socket.isForDatagrams() ? UDP : TCP;
    }

    boolean isInternet() {
      return this == TCP || this == UDP;
    }

    boolean isStream() {
      return this == TCP || this == UNIX_STREAM;
    }
  }

  /** Sets options of a socket that is being opened, in an order that depends on them only. */
  static void setAll(SocketSettings settings, Kind kind, Map<SocketOption<?>, Object> options)
      throws IOException {
    var sorted = new ArrayList<>(options.entrySet());
    sorted.sort(Comparator.comparing(entry -> entry.getKey().name()));
    for (Map.Entry<SocketOption<?>, Object> option : sorted) {
      change(settings, kind, option.getKey(), option.getValue());
    }
  }

  static @Nullable Object set(SimulatedSocket socket, SocketOption<?> option, Object value)
      throws IOException {
    socket.requireOpen();
    change(socket.settings, Kind.of(socket), option, value);
    return null;
  }

  private static void change(
      SocketSettings settings, Kind kind, SocketOption<?> option, Object value) throws IOException {
    if (!option.type().isInstance(value)) {
      throw new IllegalArgumentException(
          "%s takes a value of %s, not %s"
              .formatted(option.name(), option.type().getSimpleName(), value));
    }
    requireKnown(kind, option);
    switch (value) {
      case Boolean on -> change(settings, option, on);
      case Integer number -> change(settings, option, number);
      case NetworkInterface by when option == StandardSocketOptions.IP_MULTICAST_IF ->
          settings.multicastBy = by;
      default -> throw unknown(option);
    }
  }

  private static void change(SocketSettings settings, SocketOption<?> option, boolean on) {
    if (option == StandardSocketOptions.TCP_NODELAY) {
      settings.sendsAtOnce = on;
    } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
      settings.keepsAlive = on;
    } else if (option == StandardSocketOptions.SO_REUSEADDR) {
      settings.reusesAddress = on;
    } else if (option == StandardSocketOptions.SO_REUSEPORT) {
      settings.reusesPort = on;
    } else if (option == StandardSocketOptions.SO_BROADCAST) {
      settings.broadcasts = on;
    } else {
      settings.multicastLoops = on;
    }
  }

  private static void change(SocketSettings settings, SocketOption<?> option, int number)
      throws IOException {
    if (option == StandardSocketOptions.SO_SNDBUF) {
      settings.setSendBytes(number);
    } else if (option == StandardSocketOptions.SO_RCVBUF) {
      settings.setReceiveBytes(number);
    } else if (option == StandardSocketOptions.SO_LINGER) {
      settings.lingerSeconds = Math.max(SocketSettings.NO_LINGER, number);
    } else if (number < -1 || number > MOST_HOPS) {
      throw SocketFailures.during("set " + option.name() + " to " + number, ErrorNumber.EINVAL);
    } else {
      settings.multicastHops = number < 0 ? 1 : number;
    }
  }

  static @Nullable Object get(SimulatedSocket socket, SocketOption<?> option) throws IOException {
    socket.requireOpen();
    SocketSettings settings = socket.settings;
    Kind kind = Kind.of(socket);
    if (option == PeerCredentials.OPTION && kind == Kind.UNIX_STREAM && !socket.listens) {
      return socket.host.credentials();
    }
    requireKnown(kind, option);
    return read(settings, option);
  }

  private static @Nullable Object read(SocketSettings settings, SocketOption<?> option) {
    if (option == StandardSocketOptions.TCP_NODELAY) {
      return settings.sendsAtOnce;
    } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
      return settings.keepsAlive;
    } else if (option == StandardSocketOptions.SO_REUSEADDR) {
      return settings.reusesAddress;
    } else if (option == StandardSocketOptions.SO_REUSEPORT) {
      return settings.reusesPort;
    } else if (option == StandardSocketOptions.SO_BROADCAST) {
      return settings.broadcasts;
    } else if (option == StandardSocketOptions.IP_MULTICAST_LOOP) {
      return settings.multicastLoops;
    } else if (option == StandardSocketOptions.IP_MULTICAST_TTL) {
      return settings.multicastHops;
    } else if (option == StandardSocketOptions.IP_MULTICAST_IF) {
      return settings.multicastBy;
    } else if (option == StandardSocketOptions.SO_SNDBUF) {
      return settings.sendBytes;
    } else if (option == StandardSocketOptions.SO_RCVBUF) {
      return settings.receiveBytes;
    }
    return settings.lingerSeconds;
  }

  private static void requireKnown(Kind kind, SocketOption<?> option) {
    boolean isKnown;
    if (option == StandardSocketOptions.SO_SNDBUF || option == StandardSocketOptions.SO_RCVBUF) {
      isKnown = true;
    } else if (option == StandardSocketOptions.SO_LINGER) {
      isKnown = kind.isStream();
    } else if (option == StandardSocketOptions.SO_REUSEADDR
        || option == StandardSocketOptions.SO_REUSEPORT) {
      isKnown = kind.isInternet();
    } else if (option == StandardSocketOptions.TCP_NODELAY
        || option == StandardSocketOptions.SO_KEEPALIVE) {
      isKnown = kind == Kind.TCP;
    } else {
      isKnown =
          kind == Kind.UDP
              && (option == StandardSocketOptions.SO_BROADCAST
                  || option == StandardSocketOptions.IP_MULTICAST_IF
                  || option == StandardSocketOptions.IP_MULTICAST_LOOP
                  || option == StandardSocketOptions.IP_MULTICAST_TTL);
    }
    if (!isKnown) {
      throw unknown(option);
    }
  }

  private static UnsupportedOperationException unknown(SocketOption<?> option) {
    return new UnsupportedOperationException(
        "the socket option " + option.name() + " is not known to this kernel");
  }
}
