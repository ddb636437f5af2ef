package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.AddressText;
import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.SocketFailures;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives datagrams, by UDP and between Unix sockets. A datagram is never sent or
 * received in parts, so only EAGAIN shows that there are no more.
 */
final class Datagrams {
  final ReadinessLoop<LinuxSocket, ReceiveFrom, DatagramArrival> receive =
      ReadinessLoop.input(this::receive);
  private final ReadinessLoop<LinuxSocket, SendTo, Boolean> send = ReadinessLoop.output(this::send);

  private final LinuxDriver driver;
  private final Sockets sockets;
  private final Options options;

  Datagrams(LinuxDriver driver, Sockets sockets, Options options) {
    this.driver = driver;
    this.sockets = sockets;
    this.options = options;
  }

  LinuxSocket open(OpenDatagrams asked) throws IOException {
    SocketAddress local = asked.local();
    SocketAddress remote = asked.remote();
    if (local == null && remote == null) {
      throw new IllegalArgumentException("a local or a remote address is needed");
    }
    int family = SocketAddresses.familyOf(Objects.requireNonNullElse(local, remote));
    int descriptor = sockets.openDatagrams(family);
    if (descriptor < 0) {
      throw CallFailures.of("open a socket for datagrams", descriptor);
    }
    LinuxSocket socket = driver.register(descriptor, false, remote);
    try {
      socket.carriesDatagrams(family);
      options.setAll(socket, asked.options());
      if (local != null) {
        socket.willBeBoundTo(local);
        bind(descriptor, family, local);
        socket.isBound();
      }
      if (remote != null) {
        int result = sockets.connect(descriptor, remote);
        if (result < 0) {
          throw SocketFailures.connecting(remote, result);
        }
      }
      return socket;
    } catch (Throwable refused) {
      Object _ = driver.close(socket);
      throw refused;
    }
  }

  private void bind(int descriptor, int family, SocketAddress local) throws IOException {
    int result = 0;
    if (family == SocketAddresses.AF_INET6 && local instanceof InetSocketAddress internet) {
      int six = internet.getAddress().isAnyLocalAddress() ? 0 : 1;
      result = sockets.set(descriptor, SocketSetting.IPV6_ONLY, six);
    }
    if (result >= 0) {
      result = sockets.bind(descriptor, local);
    }
    if (result < 0) {
      throw SocketFailures.binding(local, result);
    }
  }

  private @Nullable DatagramArrival receive(ReceiveFrom asked, LinuxSocket socket)
      throws IOException {
    int size =
        sockets.receiveFrom(socket.descriptor, asked.buffer(), asked.offset(), asked.length());
    if (size >= 0) {
      return new DatagramArrival(sockets.lastAddress(), Math.min(size, asked.length()), size);
    } else if (size == -ErrorNumber.EAGAIN) {
      return null;
    }
    throw failure("receive a datagram", socket.peer, socket, size);
  }

  Object send(LoopTask<?> task, SendTo asked, LinuxSocket socket) throws Exception {
    requireReceiver(asked, socket);
    return send.run(task, asked, socket);
  }

  private @Nullable Boolean send(SendTo asked, LinuxSocket socket) throws IOException {
    int result =
        sockets.sendTo(
            socket.descriptor, asked.buffer(), asked.offset(), asked.length(), asked.to());
    if (result >= 0) {
      return true;
    }
    if (result != -ErrorNumber.EAGAIN) {
      SocketAddress to = asked.to() == null ? socket.peer : asked.to();
      throw failure("send a datagram of " + asked.length() + " bytes", to, socket, result);
    }
    if (asked.to() instanceof UnixAddress) {
      return false; // the receiver has no room, and no event reports when it has
    }
    return null;
  }

  private static void requireReceiver(SendTo asked, LinuxSocket socket) {
    if (asked.to() == null && socket.peer == null) {
      throw new IllegalStateException("the socket is not connected: give the address to send to");
    }
    if (asked.to() != null && socket.peer != null) {
      throw new IllegalStateException(
          "the socket is connected to %s, and sends only there"
              .formatted(AddressText.of(socket.peer)));
    }
  }

  private static IOException failure(
      String operation, @Nullable SocketAddress other, LinuxSocket socket, int result) {
    String whole = other == null ? operation : operation + ", " + AddressText.of(other);
    int reason = -result;
    if (other instanceof UnixAddress && isAboutReceiver(reason)) {
      return SocketFailures.connecting(other, reason);
    } else if (other != null && reason == ErrorNumber.ECONNREFUSED) {
      return SocketFailures.portUnreachable(other);
    }
    return switch (reason) {
      case ErrorNumber.EMSGSIZE -> SocketFailures.tooLong(whole, reason, socket.isInternet());
      case ErrorNumber.EACCES -> SocketFailures.notAllowed(whole, reason);
      default -> CallFailures.of(whole, result);
    };
  }

  /** Whether the socket at a Unix address is the cause, or its file, as when connecting to it. */
  private static boolean isAboutReceiver(int reason) {
    return switch (reason) {
      case ErrorNumber.ECONNREFUSED,
          ErrorNumber.ENOENT,
          ErrorNumber.EACCES,
          ErrorNumber.EPROTOTYPE ->
          true;
      default -> false;
    };
  }

  @Nullable Object membership(
      LinuxSocket socket, boolean joins, InetAddress group, NetworkInterface by)
      throws IOException {
    socket.requireOpen();
    if (!socket.isInternet()) {
      throw new IllegalArgumentException("only a UDP socket joins multicast groups");
    }
    int result = sockets.membership(socket.descriptor, joins, group.getAddress(), by.getIndex());
    if (result < 0) {
      throw membershipFailure(
          "%s %s by %s".formatted(joins ? "join" : "leave", group.getHostAddress(), by.getName()),
          result);
    }
    return null;
  }

  /** The system's own texts for these speak of addresses in use. */
  private static IOException membershipFailure(String operation, int result) {
    return switch (-result) {
      case ErrorNumber.EADDRINUSE ->
          new SocketException("cannot " + operation + ": the socket has joined it already");
      case ErrorNumber.EADDRNOTAVAIL ->
          new SocketException("cannot " + operation + ": it was not joined");
      default -> CallFailures.of(operation, result);
    };
  }
}
