package dev.gonzo.netty;

import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.JoinGroup;
import dev.gonzo.trap.NetTrap.LeaveGroup;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.NetTrap.SetOption;
import dev.gonzo.trap.NetTrap.ShutdownOutput;
import dev.gonzo.trap.UnsupportedTrapException;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The driver whose sockets are channels of Netty, on the event loop that steps the kernel.
 *
 * <p>A task does not run in the event loop's thread, and Netty checks that. An operation that must
 * happen at once runs on the loop's own stack ({@link LoopTask#onLoop}); one that the task waits
 * for anyway is put into the loop's queue, by Netty itself.
 */
final class NettyDriver implements Driver {
  static {
    // Loaded now, because without a free descriptor no class can be loaded from a directory, and
    // this exception reports exactly that.
    IOException _ = Failures.during("open a listener", new IOException("Too many open files"));
  }

  final EventLoop loop;
  final ClosingPorts ports;
  private final Transport transport;
  final Options options;
  private final Transfers transfers = new Transfers();
  private final Connections connections;
  private final Runnable wake;
  // The sockets whose channels are not yet closed, whether closed on our side or not.
  private final Set<NettySocket> open = new LinkedHashSet<>();
  private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
  private boolean closing;

  NettyDriver(EventLoop loop, Runnable wake) {
    this.loop = loop;
    this.transport = Transport.of(loop);
    this.ports = new ClosingPorts(transport, wake);
    this.options = new Options(transport);
    this.connections = new Connections(this, transport);
    this.wake = wake;
  }

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public boolean supports(Class<?> group) {
    return group == NetTrap.class;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return switch (trap) {
      case Receive asked -> transfers.receive.run(task, asked, connection(asked.socket()));
      case Send asked -> transfers.send(task, asked, connection(asked.socket()));
      case Accept asked -> connections.accept.run(task, asked, listener(asked.listener()));
      case Close asked -> connections.close(task, own(asked.handle()));
      case Connect asked -> connections.connect(task, asked);
      case Listen asked -> connections.listen(task, asked);
      case ShutdownOutput asked -> connections.shutdownOutput(task, connection(asked.socket()));
      case LocalAddress asked -> own(asked.handle()).localAddress();
      case RemoteAddress asked -> connections.remoteAddress(connection(asked.socket()));
      case ReceiveScattered asked ->
          transfers.receiveScattered.run(task, asked, connection(asked.socket()));
      case SendGathered asked -> transfers.send(task, asked, connection(asked.socket()));
      case SetOption asked -> options.set(own(asked.handle()), asked.option(), asked.value());
      case GetOption<?> asked -> options.get(own(asked.handle()), asked.option());
      // The kernel answers Resolve; the others are for kernels that support more than TCP.
      case OpenDatagrams _,
          OpenPair _,
          ReceiveFrom _,
          SendTo _,
          JoinGroup _,
          LeaveGroup _,
          SendFile _,
          Resolve _ ->
          throw new UnsupportedTrapException(name(), trap);
    };
  }

  private NettySocket own(Handle handle) {
    if (handle instanceof NettySocket socket && socket.driver == this) {
      return socket;
    }
    throw WrongHandle.ofAnotherKernel();
  }

  private NettyConnection connection(Handle handle) {
    if (own(handle) instanceof NettyConnection connection) {
      return connection;
    }
    throw WrongHandle.listener();
  }

  private NettyListener listener(Handle handle) {
    if (own(handle) instanceof NettyListener listener) {
      return listener;
    }
    throw WrongHandle.connection();
  }

  // ---------------------------------------------------------------- on the loop's own stack

  /** Registers a channel with the event loop, and handles its events. */
  ChannelFuture register(NettySocket socket) {
    Channel channel = socket.channel();
    var config = channel.config();
    config.setAutoRead(false);
    // One message per read, however much there is, which gives back-pressure and bounds the memory.
    config.setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1));
    if (!socket.listens) {
      boolean _ = config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      // Received bytes must still be readable when nothing more can be sent.
      config.setAutoClose(false);
    }
    var _ = channel.pipeline().addLast(socket.handler());
    open.add(socket);
    var _ =
        channel
            .closeFuture()
            .addListener(_ -> {
              open.remove(socket);
              socket.release();
              completeWhenClosed();
            });
    return loop.register(channel);
  }

  void close(NettySocket socket) {
    socket.markClosed();
    socket.release();
    if (open.contains(socket)) {
      socket.closeChannel();
    } else {
      socket.channel().unsafe().closeForcibly(); // not registered with the loop, or no longer
    }
  }

  static boolean isEndOfInput(Object event) {
    return event == ChannelInputShutdownEvent.INSTANCE;
  }

  // ---------------------------------------------------------------- the kernel's

  /** Asks for a step, since tasks may be ready. */
  void wake() {
    wake.run();
  }

  /** Does nothing, since only the event loop waits for the devices. */
  @Override
  public void poll(long nanos) {}

  @Override
  public void wakeUp() {
    wake();
  }

  /** Closes the channels that are still open; those closed before may still be sending. */
  @Override
  public void close() {
    closing = true;
    for (NettySocket socket : List.copyOf(open)) {
      if (!socket.isClosed()) {
        close(socket);
      }
    }
    completeWhenClosed();
  }

  private void completeWhenClosed() {
    if (!closing || !(open.isEmpty() || loop.isTerminated())) {
      return;
    }
    if (loop.isShuttingDown()) {
      boolean _ = closed.complete(null);
    } else {
      // A selector frees descriptors at its next select, so they are free one round later. A loop
      // that shuts down meanwhile cancels this.
      var _ =
          loop.schedule(() -> {}, 0, TimeUnit.NANOSECONDS).addListener(_ -> closed.complete(null));
    }
  }

  /** Returns a future that completes when all channels are closed and have sent what was left. */
  CompletableFuture<@Nullable Void> closed() {
    return closed;
  }
}
