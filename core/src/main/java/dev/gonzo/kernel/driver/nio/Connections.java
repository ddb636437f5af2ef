package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Accept;
import dev.gonzo.trap.Connect;
import dev.gonzo.trap.Listen;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** How channels come to be, and what is asked of them besides bytes. */
final class Connections {
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private final NioDriver driver;
  private final Selector selector;

  Connections(NioDriver driver, Selector selector) {
    this.driver = driver;
    this.selector = selector;
  }

  NioSocket listen(Listen asked) throws IOException {
    InetSocketAddress address = asked.address();
    ServerSocketChannel channel;
    try {
      channel = ServerSocketChannel.open(family(address));
    } catch (IOException failure) {
      throw Failures.listening(address, failure);
    }
    try {
      // There it would let others take the port away.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, !WINDOWS);
      if (asked.reusePort()) {
        Options.require(channel, StandardSocketOptions.SO_REUSEPORT);
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(address, asked.backlog());
    } catch (IOException failure) {
      channel.close();
      throw Failures.listening(address, failure);
    } catch (RuntimeException unsupported) {
      channel.close();
      throw unsupported;
    }
    return NioSocket.register(driver, selector, channel);
  }

  NioSocket accept(LoopTask<?> task, Accept asked, NioSocket socket) throws Exception {
    ServerSocketChannel listener = socket.listener();
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (side.isReady()) {
        SocketChannel accepted = accept(listener);
        if (accepted != null) {
          return NioSocket.register(driver, selector, accepted);
        }
        side.exhausted();
      }
      socket.await(task, asked, side, SelectionKey.OP_ACCEPT);
    }
  }

  private static @Nullable SocketChannel accept(ServerSocketChannel listener) throws IOException {
    try {
      return listener.accept();
    } catch (IOException failure) {
      throw Failures.during("accept a connection", failure);
    }
  }

  NioSocket connect(LoopTask<?> task, Connect asked) throws Exception {
    InetSocketAddress address = asked.address();
    NioSocket socket = NioSocket.register(driver, selector, open(address));
    try {
      SocketChannel channel = socket.connection();
      if (asked.source() != null) {
        channel.bind(asked.source());
      }
      boolean connected = channel.connect(address);
      while (!connected) {
        socket.output.exhausted();
        socket.await(task, asked, socket.output, SelectionKey.OP_CONNECT);
        connected = channel.finishConnect();
      }
      return socket;
    } catch (IOException refused) {
      Object _ = driver.close(socket);
      throw Failures.connecting(address, refused);
    } catch (Throwable cancelled) {
      Object _ = driver.close(socket);
      throw cancelled;
    }
  }

  private static SocketChannel open(InetSocketAddress address) throws IOException {
    try {
      return SocketChannel.open(family(address));
    } catch (IOException failure) {
      throw Failures.connecting(address, failure);
    }
  }

  private static ProtocolFamily family(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          address.getHostString() + " is not resolved: resolve it first");
    }
    return address.getAddress() instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  @Nullable Object shutdownOutput(NioSocket socket) throws IOException {
    socket.requireOpen();
    try {
      socket.connection().shutdownOutput();
    } catch (ClosedChannelException impossible) {
      throw new AssertionError(impossible);
    } catch (IOException gone) {
      // A peer that has gone already hears nothing more; the next receive tells.
    }
    return null;
  }

  InetSocketAddress localAddress(NioSocket socket) throws IOException {
    socket.requireOpen();
    return internet(socket.channel().getLocalAddress());
  }

  InetSocketAddress remoteAddress(NioSocket socket) throws IOException {
    socket.requireOpen();
    return internet(socket.connection().getRemoteAddress());
  }

  private static InetSocketAddress internet(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress internet) {
      return internet;
    }
    throw new AssertionError("a TCP channel without its address");
  }
}
