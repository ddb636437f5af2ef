package dev.gonzo.netty;

import dev.gonzo.CannotSuspendException;
import dev.gonzo.kernel.driver.SelfConnection;
import dev.gonzo.kernel.driver.SystemMessages;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates channels (listen, accept, connect), and answers the traps on them that transfer no bytes.
 */
final class Connections implements SelfConnection.Connector<NettyConnection> {
  final ReadinessLoop<NettyListener, Accept, NettyConnection> accept =
      ReadinessLoop.input((_, listener) -> accept(listener));

  private final NettyDriver driver;
  private final Transport transport;

  Connections(NettyDriver driver, Transport transport) {
    this.driver = driver;
    this.transport = transport;
  }

  // ---------------------------------------------------------------- listen

  NettyListener listen(LoopTask<?> task, Listen asked) throws Exception {
    InetSocketAddress address = internet(asked.address(), asked);
    driver.ports.await(task, asked);
    NettyListener listener =
        task.onLoop(
            () -> new NettyListener(driver, opened(transport.listeners(), "open a listener")));
    boolean _ = listener.channel().config().setOption(ChannelOption.SO_REUSEADDR, true);
    try {
      set(listener, asked.options());
      Future<?> bound = task.onLoop(() -> bind(listener, asked));
      untilDone(task, asked, bound);
      if (!bound.isSuccess()) {
        throw Failures.listening(address, bound.cause());
      }
      return listener;
    } catch (Throwable failure) {
      Object _ = close(task, listener);
      throw failure;
    }
  }

  /** Creates a channel, whose constructor opens a descriptor. */
  private static <C extends Channel> C opened(Supplier<C> channels, String operation)
      throws IOException {
    try {
      return channels.get();
    } catch (ChannelException failure) {
      throw Failures.during(operation, Objects.requireNonNullElse(failure.getCause(), failure));
    }
  }

  private void set(NettySocket socket, Map<SocketOption<?>, Object> options) throws IOException {
    for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
      Object _ = driver.options.set(socket, option.getKey(), option.getValue());
    }
  }

  private ChannelFuture bind(NettyListener listener, Listen asked) {
    var channel = listener.channel();
    boolean _ = channel.config().setOption(ChannelOption.SO_BACKLOG, asked.backlog());
    var _ = driver.register(listener);
    return channel.bind(asked.address());
  }

  /**
   * Waits for a future that is almost always done at once. Not a checkpoint: a cancellation waits
   * for the next one.
   */
  private void untilDone(LoopTask<?> task, Trap<?> trap, Future<?> future) throws Exception {
    if (!future.isDone()) {
      var _ =
          future.addListener(_ -> {
            task.resume(null);
            driver.wake();
          });
      Object _ = task.suspend(trap, () -> false);
    }
  }

  // ---------------------------------------------------------------- accept and connect

  private static @Nullable NettyConnection accept(NettyListener listener) throws IOException {
    NettyConnection connection = listener.poll();
    if (connection != null) {
      connection.connected();
      return connection;
    }
    Throwable failure = listener.failure();
    if (failure != null) {
      // The listener stays open: descriptors may become free.
      listener.forgetFailure();
      if (!SystemMessages.isPeersFault(failure)) {
        throw Failures.accepting(failure);
      }
    }
    if (!listener.channel().isOpen()) {
      throw new SocketException(
          "the listener was closed by the end of its event loop: listen again");
    }
    listener.read();
    return null;
  }

  NettyConnection connect(LoopTask<?> task, Connect asked) throws Exception {
    return SelfConnection.avoid(task, asked, this);
  }

  @Override
  public boolean isConnectedToItself(NettyConnection connection) {
    SocketAddress local = connection.channel().localAddress();
    SocketAddress remote = connection.channel().remoteAddress();
    // Neither address is known any more if the connection has already ended.
    return local != null && remote != null && SelfConnection.isBetween(local, remote);
  }

  @Override
  public void reset(LoopTask<?> task, NettyConnection connection) throws Exception {
    boolean _ = connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    closeUnused(task, connection);
  }

  @Override
  public void closeUnused(LoopTask<?> task, NettyConnection connection) throws Exception {
    Object _ = close(task, connection);
  }

  @Override
  public IOException refused(Connect asked) {
    return Failures.connecting(
        internet(asked.address(), asked), null, new ConnectException("Connection refused"));
  }

  @Override
  public NettyConnection connectOnce(LoopTask<?> task, Connect asked) throws Exception {
    InetSocketAddress address = internet(asked.address(), asked);
    driver.ports.await(task, asked);
    NettyConnection connection =
        task.onLoop(() ->
            new NettyConnection(driver, opened(transport.connections(), "open a connection")));
    try {
      set(connection, asked.options());
      Future<?> connected = task.onLoop(() -> begin(connection, asked));
      while (!connected.isDone()) {
        connection.output.await(task, asked);
      }
      if (!connected.isSuccess()) {
        throw Failures.connecting(address, asked.source(), connected.cause());
      }
      connection.connected();
      return connection;
    } catch (Throwable failure) {
      Object _ = close(task, connection);
      throw failure;
    }
  }

  private ChannelFuture begin(NettyConnection connection, Connect asked) {
    var channel = connection.channel();
    // Only the task and the system limit the time to connect.
    boolean _ = channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    var _ = driver.register(connection);
    ChannelFuture connected =
        asked.source() == null
            ? channel.connect(asked.address())
            : channel.connect(asked.address(), asked.source());
    return connected.addListener(_ -> connection.outputEvent(false));
  }

  private InetSocketAddress internet(SocketAddress address, Trap<?> asked) {
    if (!(address instanceof InetSocketAddress internet)) {
      throw new UnsupportedTrapException(driver.name(), asked); // a Unix address
    }
    if (internet.isUnresolved()) {
      throw new IllegalArgumentException(
          internet.getHostString() + " is not resolved: resolve it first");
    }
    return internet;
  }

  // ---------------------------------------------------------------- the rest

  @Nullable Object close(LoopTask<?> task, NettySocket socket) throws Exception {
    if (!socket.isClosed()) {
      try {
        task.onLoop(() -> {
          driver.close(socket);
          return true;
        });
      } catch (CannotSuspendException inClassInitialiser) {
        socket.markClosed();
        driver.loop.execute(() -> driver.close(socket));
      }
    }
    return null;
  }

  @Nullable Object shutdownOutput(LoopTask<?> task, NettyConnection socket) throws Exception {
    socket.requireOpen();
    task.onLoop(() -> {
      socket.shutdownOutput();
      return true;
    });
    return null;
  }

  InetSocketAddress remoteAddress(NettyConnection socket) throws IOException {
    socket.requireOpen();
    return socket.remoteAddress();
  }
}
