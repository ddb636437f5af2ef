package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.Hints;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives datagrams, by UDP only: the JDK has none between Unix sockets. A channel does
 * not report the full length of a datagram that did not fit into the buffer, so the buffer here has
 * room for any.
 */
final class Datagrams {
  /** The length of the longest UDP datagram. */
  private static final int MOST_BYTES = 65_535;

  final ReadinessLoop<NioSocket, ReceiveFrom, DatagramArrival> receive =
      ReadinessLoop.input(this::receive);
  final ReadinessLoop<NioSocket, SendTo, Boolean> send = ReadinessLoop.output(Datagrams::send);

  private final NioDriver driver;
  private final Selector selector;
  private final ByteBuffer outside = ByteBuffer.allocateDirect(MOST_BYTES);

  Datagrams(NioDriver driver, Selector selector) {
    this.driver = driver;
    this.selector = selector;
  }

  NioSocket open(OpenDatagrams asked) throws IOException {
    SocketAddress local = asked.local();
    SocketAddress remote = asked.remote();
    if (local == null && remote == null) {
      throw new IllegalArgumentException("a local or a remote address is needed");
    }
    if (local instanceof UnixAddress || remote instanceof UnixAddress) {
      throw new UnsupportedOperationException(
          "the JDK has no datagrams between Unix sockets: use the epoll or uring kernel");
    }
    NioSocket socket =
        NioSocket.register(driver, selector, open(Objects.requireNonNullElse(local, remote)));
    try {
      DatagramChannel channel = socket.datagrams();
      Options.setAll(channel, asked.options());
      if (local != null) {
        bind(channel, local);
      }
      if (remote != null) {
        connect(channel, remote);
      }
      return socket;
    } catch (Throwable refused) {
      Object _ = driver.close(socket);
      throw refused;
    }
  }

  private static DatagramChannel open(SocketAddress address) throws IOException {
    try {
      return DatagramChannel.open(Addresses.family(address));
    } catch (IOException failure) {
      throw Failures.during("open a socket for datagrams", failure);
    }
  }

  private static void bind(DatagramChannel channel, SocketAddress local) throws IOException {
    try {
      channel.bind(local);
    } catch (IOException failure) {
      throw Failures.binding(local, failure);
    }
  }

  private static void connect(DatagramChannel channel, SocketAddress remote) throws IOException {
    try {
      channel.connect(remote);
    } catch (IOException failure) {
      throw Failures.connecting(remote, failure);
    }
  }

  private @Nullable DatagramArrival receive(ReceiveFrom asked, NioSocket socket)
      throws IOException {
    SocketAddress sender = receive(socket.datagrams());
    if (sender == null) {
      return null;
    }
    int size = outside.flip().remaining();
    int length = Math.min(size, asked.length());
    outside.get(asked.buffer(), asked.offset(), length);
    return new DatagramArrival(sender, length, size);
  }

  private @Nullable SocketAddress receive(DatagramChannel channel) throws IOException {
    try {
      return channel.receive(outside.clear());
    } catch (PortUnreachableException refused) {
      throw unreachable(channel, refused);
    } catch (IOException failure) {
      throw Failures.during("receive a datagram", failure);
    }
  }

  private static IOException unreachable(DatagramChannel channel, IOException refused)
      throws IOException {
    var mine =
        new PortUnreachableException(
            "cannot reach "
                + Addresses.text(Addresses.fromJdk(channel.getRemoteAddress()))
                + Hints.NO_RECEIVER);
    mine.initCause(refused);
    return mine;
  }

  private static @Nullable Boolean send(SendTo asked, NioSocket socket) throws IOException {
    DatagramChannel channel = socket.datagrams();
    SocketAddress to = receiver(asked, channel);
    String operation =
        "send a datagram of %d bytes, %s".formatted(asked.length(), Addresses.text(to));
    if (asked.length() > MOST_BYTES) {
      throw new SocketException(
          "cannot " + operation + ": a UDP datagram holds at most 65507 bytes, with IPv6 65527");
    }
    try {
      var bytes = ByteBuffer.wrap(asked.buffer(), asked.offset(), asked.length());
      // 0 also means that it was not sent; for an empty datagram there is no way to know.
      return (channel.send(bytes, to) > 0 || asked.length() == 0) ? true : null;
    } catch (PortUnreachableException refused) {
      throw unreachable(channel, refused);
    } catch (UnsupportedAddressTypeException otherFamily) {
      var mine =
          new SocketException(
              "cannot " + operation + ": the socket is for IPv4, and that is an IPv6 address");
      mine.initCause(otherFamily);
      throw mine;
    } catch (IOException failure) {
      throw Failures.during(operation, failure);
    }
  }

  private static SocketAddress receiver(SendTo asked, DatagramChannel channel) throws IOException {
    SocketAddress connected = channel.getRemoteAddress();
    SocketAddress to = asked.to();
    if (to != null && connected != null) {
      throw new IllegalStateException(
          "the socket is connected to %s, and sends only there"
              .formatted(Addresses.text(connected)));
    }
    SocketAddress receiver = to == null ? connected : to;
    if (receiver == null) {
      throw new IllegalStateException("the socket is not connected: give the address to send to");
    }
    if (!(receiver instanceof InetSocketAddress)) {
      throw new IllegalArgumentException("UDP cannot send to " + receiver);
    }
    ProtocolFamily _ = Addresses.family(receiver); // refuses a name that was not resolved
    return receiver;
  }

  @Nullable Object join(NioSocket socket, InetAddress group, NetworkInterface by)
      throws IOException {
    socket.requireOpen();
    DatagramChannel channel = socket.datagrams();
    var membership = new NioSocket.Membership(group, by);
    if (socket.memberships.containsKey(membership)) {
      // The JDK would answer with the first key again, but the system refuses.
      throw new SocketException(
          "cannot join %s by %s: the socket has joined it already"
              .formatted(group.getHostAddress(), by.getName()));
    }
    try {
      socket.memberships.put(membership, channel.join(group, by));
    } catch (IOException failure) {
      throw Failures.during("join " + group.getHostAddress() + " by " + by.getName(), failure);
    }
    return null;
  }

  @Nullable Object leave(NioSocket socket, InetAddress group, NetworkInterface by)
      throws IOException {
    socket.requireOpen();
    DatagramChannel _ = socket.datagrams();
    MembershipKey key = socket.memberships.remove(new NioSocket.Membership(group, by));
    if (key == null) {
      throw new SocketException(
          "cannot leave %s by %s: it was not joined"
              .formatted(group.getHostAddress(), by.getName()));
    }
    key.drop();
    return null;
  }
}
