package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.SocketFailures;
import dev.gonzo.kernel.driver.UnixAddressLength;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.SocketPair;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Creates stream sockets: listens, accepts, connects, opens pairs. */
final class Connections {
  final ReadinessLoop<ListeningSocket<?>, Accept, StreamSocket> accept =
      ReadinessLoop.input((_, listener) -> accept(listener));

  private final HostNetwork host;
  private final ProgramNetwork program;

  Connections(HostNetwork host, ProgramNetwork program) {
    this.host = host;
    this.program = program;
  }

  // ---------------------------------------------------------------- listeners

  SimulatedSocket listen(Listen asked) throws IOException {
    HostAddresses.requireResolved(asked.address());
    return asked.address() instanceof UnixAddress unix
        ? listenUnix(asked, unix)
        : listenTcp(asked, (InetSocketAddress) asked.address());
  }

  private TcpListener listenTcp(Listen asked, InetSocketAddress address) throws IOException {
    var settings = new SocketSettings(SocketSettings.TCP_BUFFER_BYTES);
    settings.reusesAddress = true;
    Options.setAll(settings, Options.Kind.TCP, asked.options());
    int port =
        host.addresses().mayBind(address.getAddress())
            ? host.tcp().ports().find(address, settings)
            : -ErrorNumber.EADDRNOTAVAIL;
    if (port < 0) {
      throw SocketFailures.listening(address, port);
    }
    var bound = new InetSocketAddress(address.getAddress(), port);
    var listener = program.opened(new TcpListener(host, settings, asked.backlog(), bound));
    host.tcp().add(listener);
    return listener;
  }

  private UnixListener listenUnix(Listen asked, UnixAddress address) throws IOException {
    var settings = new SocketSettings(SocketSettings.OTHER_BUFFER_BYTES);
    Options.setAll(settings, Options.Kind.UNIX_STREAM, asked.options());
    UnixAddressLength.require(address);
    long reserved = host.unix().reserve(address);
    if (reserved < 0) {
      throw SocketFailures.listening(address, (int) reserved);
    }
    var listener = program.opened(new UnixListener(host, settings, asked.backlog(), address));
    host.unix().bind(address, reserved, listener);
    return listener;
  }

  private @Nullable StreamSocket accept(ListeningSocket<?> listener) {
    StreamSocket accepted = listener.accept();
    return accepted == null ? null : program.opened(accepted);
  }

  // ---------------------------------------------------------------- connections

  StreamSocket connect(LoopTask<?> task, Connect asked) throws Exception {
    HostAddresses.requireResolved(asked.address());
    return asked.address() instanceof UnixAddress unix
        ? connectUnix(asked, unix)
        : connectTcp(task, asked, (InetSocketAddress) asked.address());
  }

  private TcpConnection connectTcp(LoopTask<?> task, Connect asked, InetSocketAddress address)
      throws Exception {
    var settings = new SocketSettings(SocketSettings.TCP_BUFFER_BYTES);
    Options.setAll(settings, Options.Kind.TCP, asked.options());
    var remote =
        new InetSocketAddress(HostAddresses.meant(address.getAddress()), address.getPort());
    InetSocketAddress local = local(asked.source(), settings, address, remote.getAddress());
    if (host.tcp().isUsed(local, remote)) {
      throw SocketFailures.connecting(address, ErrorNumber.EADDRNOTAVAIL);
    }
    TcpConnection connection =
        program.opened(TcpConnection.requesting(host, settings, local, remote));
    host.tcp().add(connection);
    try {
      connection.request();
      while (connection.isConnecting()) {
        connection.output.drained();
        connection.await(task, asked, connection.output);
      }
      if (connection.failure() != 0) {
        throw SocketFailures.connecting(address, connection.failure());
      }
      return connection;
    } catch (Throwable cancelledOrRefused) {
      connection.close();
      throw cancelledOrRefused;
    }
  }

  /** The local address of a connection: the one that is asked for, or one that is chosen. */
  private InetSocketAddress local(
      @Nullable SocketAddress source,
      SocketSettings settings,
      InetSocketAddress address,
      InetAddress remote)
      throws IOException {
    InetSocketAddress wanted =
        source instanceof InetSocketAddress given ? given : new InetSocketAddress(remote, 0);
    boolean isGiven = source != null;
    if (isGiven && !host.addresses().mayBind(wanted.getAddress())) {
      throw SocketFailures.binding(wanted, ErrorNumber.EADDRNOTAVAIL);
    }
    int port = host.tcp().ports().find(wanted, settings);
    if (port < 0) {
      throw isGiven
          ? SocketFailures.binding(wanted, port)
          : SocketFailures.connecting(address, ErrorNumber.EADDRNOTAVAIL);
    }
    InetAddress own =
        isGiven && !wanted.getAddress().isAnyLocalAddress()
            ? wanted.getAddress()
            : host.addresses().source(remote);
    if (own == null || remote.isMulticastAddress()) {
      throw SocketFailures.connecting(address, ErrorNumber.ENETUNREACH);
    } else if (HostAddresses.isIpv6(own) != HostAddresses.isIpv6(remote)
        || (own.isLoopbackAddress() && !host.addresses().isOurs(remote))) {
      throw SocketFailures.connecting(address, ErrorNumber.EINVAL);
    }
    return new InetSocketAddress(own, port);
  }

  private UnixConnection connectUnix(Connect asked, UnixAddress address) throws IOException {
    var settings = new SocketSettings(SocketSettings.OTHER_BUFFER_BYTES);
    Options.setAll(settings, Options.Kind.UNIX_STREAM, asked.options());
    UnixAddressLength.require(address);
    UnixAddress source = asked.source() instanceof UnixAddress given ? given : UnixAddress.UNNAMED;
    UnixAddressLength.require(source);
    long reserved = host.unix().reserve(source);
    if (reserved < 0) {
      throw SocketFailures.binding(source, (int) reserved);
    }
    UnixSockets.Found found = host.unix().find(address);
    int reason = found.reason();
    if (found.socket() instanceof UnixListener listener && listener.isFull(0)) {
      reason = ErrorNumber.EAGAIN;
    } else if (found.socket() instanceof UnixListener listener) {
      return connect(settings, source, reserved, listener);
    } else if (reason == 0) {
      boolean isForDatagrams = found.socket() instanceof UnixDatagramSocket;
      reason = isForDatagrams ? ErrorNumber.EPROTOTYPE : ErrorNumber.ECONNREFUSED;
    }
    host.unix().cancel(source, reserved);
    throw SocketFailures.connecting(address, reason);
  }

  private UnixConnection connect(
      SocketSettings settings, UnixAddress source, long reserved, UnixListener listener) {
    UnixConnection client =
        program.opened(UnixConnection.open(host, settings, source, listener.local()));
    host.unix().bind(source, reserved, client);
    client.whenReleased(() -> host.unix().release(source, client));
    listener.arrives(client.other(listener.settings.inherited()));
    return client;
  }

  SocketPair openPair() {
    UnixConnection first =
        UnixConnection.open(
            host,
            new SocketSettings(SocketSettings.OTHER_BUFFER_BYTES),
            UnixAddress.UNNAMED,
            UnixAddress.UNNAMED);
    UnixConnection second = first.other(new SocketSettings(SocketSettings.OTHER_BUFFER_BYTES));
    return new SocketPair(program.opened(first), program.opened(second));
  }

  static @Nullable Object shutOutput(StreamSocket socket) throws IOException {
    socket.requireOpen();
    socket.shutOutput();
    return null;
  }
}
