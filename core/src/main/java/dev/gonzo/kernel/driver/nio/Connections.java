package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.SelfConnection;
import dev.gonzo.kernel.driver.SystemMessages;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.AcceptRefusedException;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Creates stream channels (listen, accept, connect, pairs), and answers the traps on them that
 * transfer no bytes.
 */
final class Connections implements SelfConnection.Connector<NioSocket> {
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  final ReadinessLoop<NioSocket, Accept, NioSocket> accept =
      ReadinessLoop.input((_, listener) -> accept(listener));

  private final NioDriver driver;
  private final Selector selector;

  Connections(NioDriver driver, Selector selector) {
    this.driver = driver;
    this.selector = selector;
  }

  NioSocket listen(Listen asked) throws IOException {
    SocketAddress address = asked.address();
    NioSocket listener = NioSocket.register(driver, selector, openListener(address));
    try {
      ServerSocketChannel channel = listener.listener();
      if (address instanceof InetSocketAddress) {
        // On Windows it would let other programs take over the port.
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, !WINDOWS);
      }
      Options.setAll(channel, asked.options());
      listener.bind(address, where -> channel.bind(where, asked.backlog()));
      return listener;
    } catch (IOException failure) {
      Object _ = driver.close(listener);
      throw Failures.listening(address, failure);
    } catch (Throwable refused) {
      Object _ = driver.close(listener);
      throw refused;
    }
  }

  private static ServerSocketChannel openListener(SocketAddress address) throws IOException {
    try {
      return ServerSocketChannel.open(Addresses.family(address));
    } catch (IOException failure) {
      throw Failures.listening(address, failure);
    }
  }

  private @Nullable NioSocket accept(NioSocket socket) throws IOException {
    SocketChannel accepted = accept(socket.listener());
    if (accepted == null) {
      return null;
    }
    NioSocket connection = register(accepted);
    connection.isAcceptedBy(socket);
    return connection;
  }

  private static @Nullable SocketChannel accept(ServerSocketChannel listener) throws IOException {
    while (true) {
      try {
        return listener.accept();
      } catch (IOException failure) {
        if (!SystemMessages.isPeersFault(failure)) {
          throw Failures.accepting(failure);
        }
      }
    }
  }

  /** Registers an accepted connection. If that fails, only this connection is lost. */
  private NioSocket register(SocketChannel accepted) throws IOException {
    try {
      return NioSocket.register(driver, selector, accepted);
    } catch (IOException refused) {
      var closed = new AcceptRefusedException(refused.getMessage() + "; a connection was closed");
      closed.initCause(refused);
      throw closed;
    }
  }

  NioSocket connect(LoopTask<?> task, Connect asked) throws Exception {
    return SelfConnection.avoid(task, asked, this);
  }

  @Override
  public boolean isConnectedToItself(NioSocket socket) throws IOException {
    return SelfConnection.isBetween(
        socket.connection().getLocalAddress(), socket.connection().getRemoteAddress());
  }

  @Override
  public void reset(LoopTask<?> task, NioSocket socket) throws IOException {
    try {
      socket.connection().setOption(StandardSocketOptions.SO_LINGER, 0);
    } finally {
      closeUnused(task, socket);
    }
  }

  @Override
  public void closeUnused(LoopTask<?> task, NioSocket socket) {
    Object _ = driver.close(socket);
  }

  @Override
  public IOException refused(Connect asked) {
    return Failures.connecting(asked.address(), new ConnectException("Connection refused"));
  }

  @Override
  public NioSocket connectOnce(LoopTask<?> task, Connect asked) throws Exception {
    SocketAddress remote = Addresses.toJdk(asked.address());
    NioSocket socket = NioSocket.register(driver, selector, open(asked.address()));
    try {
      Options.setAll(socket.channel(), asked.options());
      SocketAddress source = asked.source();
      if (source != null) {
        bind(socket, source);
      }
      connect(task, asked, socket, remote);
      return socket;
    } catch (Throwable cancelledOrRefused) {
      Object _ = driver.close(socket);
      throw cancelledOrRefused;
    }
  }

  private static void bind(NioSocket socket, SocketAddress source) throws IOException {
    try {
      socket.bind(source, socket.connection()::bind);
    } catch (IOException refused) {
      throw Failures.binding(source, refused);
    }
  }

  private static void connect(
      LoopTask<?> task, Connect asked, NioSocket socket, SocketAddress remote) throws Exception {
    SocketChannel channel = socket.connection();
    try {
      boolean connected = channel.connect(remote);
      while (!connected) {
        socket.output.drained();
        socket.awaitConnection(task, asked);
        connected = channel.finishConnect();
      }
      socket.connectsTo(asked.address());
    } catch (IOException refused) {
      throw Failures.connecting(asked.address(), refused);
    }
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    try {
      return SocketChannel.open(Addresses.family(address));
    } catch (IOException failure) {
      throw Failures.connecting(address, failure);
    }
  }

  @Nullable Object shutdownOutput(NioSocket socket) throws IOException {
    socket.requireOpen();
    try {
      socket.connection().shutdownOutput();
    } catch (ClosedChannelException impossible) {
      throw new AssertionError(impossible);
    } catch (IOException gone) {
      // The peer has already gone; the next receive reports it.
    }
    return null;
  }

  SocketAddress localAddress(NioSocket socket) throws IOException {
    socket.requireOpen();
    if (socket.isOfPair()) {
      return UnixAddress.UNNAMED;
    }
    return socket.boundTo().isPresent()
        ? socket.boundTo().get()
        : Addresses.fromJdk(socket.channel().getLocalAddress());
  }

  SocketAddress remoteAddress(NioSocket socket) throws IOException {
    socket.requireOpen();
    if (socket.isOfPair()) {
      return UnixAddress.UNNAMED;
    } else if (socket.connectedTo().isPresent()) {
      return socket.connectedTo().get();
    }
    SocketAddress remote =
        socket.channel() instanceof DatagramChannel datagrams
            ? datagrams.getRemoteAddress()
            : socket.connection().getRemoteAddress();
    if (remote == null) {
      throw new IllegalArgumentException("only a connected socket has an address of the peer");
    }
    return Addresses.fromJdk(remote);
  }
}
