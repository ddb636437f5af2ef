package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.AddressText;
import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.SocketFailures;
import dev.gonzo.kernel.driver.UnixAddressLength;
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
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens sockets for datagrams, and sends and receives with them. */
final class Datagrams {
  final ReadinessLoop<DatagramSocket, ReceiveFrom, DatagramArrival> receive =
      ReadinessLoop.input(Datagrams::receive);
  private final ReadinessLoop<DatagramSocket, SendTo, Boolean> send =
      ReadinessLoop.output(Datagrams::send);

  private final HostNetwork host;
  private final ProgramNetwork program;

  Datagrams(HostNetwork host, ProgramNetwork program) {
    this.host = host;
    this.program = program;
  }

  // ---------------------------------------------------------------- opening

  DatagramSocket open(OpenDatagrams asked) throws IOException {
    SocketAddress local = asked.local();
    SocketAddress remote = asked.remote();
    if (local == null && remote == null) {
      throw new IllegalArgumentException("a local or a remote address is needed");
    }
    boolean isUnix = isUnix(Objects.requireNonNullElse(local, remote));
    if (remote != null && isUnix(remote) != isUnix) {
      throw SocketFailures.connecting(remote, ErrorNumber.EAFNOSUPPORT);
    }
    return isUnix
        ? openUnix(asked, (UnixAddress) local, (UnixAddress) remote)
        : openUdp(asked, (InetSocketAddress) local, (InetSocketAddress) remote);
  }

  /** Whether it is the address of a Unix socket. Refuses a name that was not resolved. */
  private static boolean isUnix(SocketAddress address) {
    HostAddresses.requireResolved(address);
    return address instanceof UnixAddress;
  }

  private UdpSocket openUdp(
      OpenDatagrams asked, @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote)
      throws IOException {
    var settings = new SocketSettings(SocketSettings.OTHER_BUFFER_BYTES);
    Options.setAll(settings, Options.Kind.UDP, asked.options());
    InetSocketAddress peer =
        remote == null
            ? null
            : new InetSocketAddress(HostAddresses.meant(remote.getAddress()), remote.getPort());
    InetSocketAddress bound = bound(local, peer, settings);
    var socket = program.opened(new UdpSocket(host, settings, bound, peer));
    host.udp().add(socket);
    return socket;
  }

  private InetSocketAddress bound(
      @Nullable InetSocketAddress local, @Nullable InetSocketAddress peer, SocketSettings settings)
      throws IOException {
    InetAddress source = peer == null ? null : host.addresses().source(peer.getAddress());
    if (peer != null && source == null) {
      throw SocketFailures.connecting(peer, ErrorNumber.ENETUNREACH);
    }
    InetSocketAddress wanted =
        local == null ? new InetSocketAddress(Objects.requireNonNull(source), 0) : local;
    InetAddress address = wanted.getAddress();
    int port =
        host.addresses().mayBind(address) || address.isMulticastAddress()
            ? host.udp().ports().find(wanted, settings)
            : -ErrorNumber.EADDRNOTAVAIL;
    if (port < 0) {
      throw SocketFailures.binding(wanted, port);
    }
    boolean isChosen = source != null && address.isAnyLocalAddress();
    return new InetSocketAddress(isChosen ? source : address, port);
  }

  private UnixDatagramSocket openUnix(
      OpenDatagrams asked, @Nullable UnixAddress local, @Nullable UnixAddress remote)
      throws IOException {
    var settings = new SocketSettings(SocketSettings.OTHER_BUFFER_BYTES);
    Options.setAll(settings, Options.Kind.UNIX_DATAGRAM, asked.options());
    UnixAddress address = address(local);
    if (remote != null) {
      UnixAddressLength.require(remote);
    }
    long reserved = host.unix().reserve(address);
    if (reserved < 0) {
      throw SocketFailures.binding(address, (int) reserved);
    }
    UnixDatagramSocket peer = null;
    if (remote != null) {
      UnixSockets.Found found = host.unix().find(remote);
      int reason = found.reason();
      if (found.socket() instanceof UnixDatagramSocket datagrams) {
        peer = datagrams;
        reason = datagrams.isConnected() ? ErrorNumber.EPERM : reason;
      } else if (reason == 0) {
        reason = ErrorNumber.EPROTOTYPE;
      }
      if (reason != 0) {
        host.unix().cancel(address, reserved);
        throw SocketFailures.connecting(remote, reason);
      }
    }
    var socket = program.opened(new UnixDatagramSocket(host, settings, address, remote, peer));
    host.unix().bind(address, reserved, socket);
    return socket;
  }

  /** The address to bind: none, the one that is given, or one that is chosen. */
  private UnixAddress address(@Nullable UnixAddress local) {
    if (local == null) {
      return UnixAddress.UNNAMED;
    } else if (local.isUnnamed()) {
      return host.unix().choose();
    }
    UnixAddressLength.require(local);
    return local;
  }

  // ---------------------------------------------------------------- transfers

  private static @Nullable DatagramArrival receive(ReceiveFrom asked, DatagramSocket socket)
      throws IOException {
    int failure = socket.takeFailure();
    if (failure != 0) {
      throw failure("receive a datagram", socket.remote(), socket, failure);
    }
    return socket.take(ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length()));
  }

  Object send(LoopTask<?> task, SendTo asked, DatagramSocket socket) throws Exception {
    SocketAddress to = asked.to();
    SocketAddress remote = socket.remote();
    if (to == null && remote == null) {
      throw new IllegalStateException("the socket is not connected: give the address to send to");
    } else if (to != null && remote != null) {
      throw new IllegalStateException(
          "the socket is connected to %s, and sends only there".formatted(AddressText.of(remote)));
    } else if (to != null) {
      if (isUnix(to) != socket.isUnix()) {
        throw SocketFailures.during(
            "send a datagram to " + AddressText.of(to), ErrorNumber.EAFNOSUPPORT);
      }
    }
    return send.run(task, asked, socket);
  }

  private static @Nullable Boolean send(SendTo asked, DatagramSocket socket) throws IOException {
    var bytes = ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length());
    int result = socket.send(bytes, asked.to());
    if (result >= 0) {
      return true;
    } else if (result != -ErrorNumber.EAGAIN) {
      SocketAddress to = asked.to() == null ? socket.remote() : asked.to();
      throw failure("send a datagram of " + asked.length() + " bytes", to, socket, -result);
    }
    // No event reports when a receiver has room that the socket is not connected to.
    return asked.to() instanceof UnixAddress ? false : null;
  }

  private static IOException failure(
      String operation, @Nullable SocketAddress other, DatagramSocket socket, int reason) {
    String whole = other == null ? operation : operation + ", " + AddressText.of(other);
    if (other instanceof UnixAddress && isAboutReceiver(reason)) {
      return SocketFailures.connecting(other, reason);
    } else if (other != null && reason == ErrorNumber.ECONNREFUSED) {
      return SocketFailures.portUnreachable(other);
    }
    return switch (reason) {
      case ErrorNumber.EMSGSIZE -> SocketFailures.tooLong(whole, reason, !socket.isUnix());
      case ErrorNumber.EACCES -> SocketFailures.notAllowed(whole, reason);
      default -> SocketFailures.during(whole, reason);
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

  // ---------------------------------------------------------------- groups

  static @Nullable Object join(DatagramSocket socket, InetAddress group, NetworkInterface by)
      throws IOException {
    int result = udp(socket).join(group, by);
    return checked("join", "the socket has joined it already", result, group, by);
  }

  static @Nullable Object leave(DatagramSocket socket, InetAddress group, NetworkInterface by)
      throws IOException {
    int result = udp(socket).leave(group, by);
    return checked("leave", "it was not joined", result, group, by);
  }

  private static UdpSocket udp(DatagramSocket socket) throws IOException {
    socket.requireOpen();
    if (socket instanceof UdpSocket udp) {
      return udp;
    }
    throw new IllegalArgumentException("only a UDP socket joins multicast groups");
  }

  private static @Nullable Object checked(
      String verb, String because, int result, InetAddress group, NetworkInterface by)
      throws IOException {
    if (result == 0) {
      return null;
    }
    String operation = verb + " " + group.getHostAddress() + " by " + by.getName();
    throw result == -ErrorNumber.EINVAL
        ? SocketFailures.during(operation, result)
        : new SocketException("cannot " + operation + ": " + because);
  }
}
