package dev.gonzo.netty;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.driver.ready.ReadinessSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A channel, and the tasks that wait for its events. Used on the event loop's thread only, in a
 * task or outside.
 *
 * <p>It requests one message at a time, and only when a task waits for it: so a peer can make us
 * keep at most the bytes of one read.
 */
abstract class NettySocket extends ReadinessSocket {
  final NettyDriver driver;
  private final Channel channel;
  private @Nullable Throwable failure;
  private boolean reading;

  NettySocket(NettyDriver driver, Channel channel, boolean listens) {
    super(listens, Direction.alwaysReady(verb(listens)), Direction.alwaysReady("send"));
    this.driver = driver;
    this.channel = channel;
  }

  /** Keeps a message that has arrived, and must release it later. */
  abstract void received(Object message);

  /** Called when no more messages will arrive. */
  abstract void inputEnded();

  /** Releases the messages that have arrived and were not taken. */
  abstract void release();

  /** Closes the channel, when that is possible. */
  abstract void closeChannel();

  final Channel channel() {
    return channel;
  }

  /** The channel, if it was closed neither on our side nor by Netty after a failure. */
  final Channel openChannel() throws SocketException {
    requireOpen();
    if (!channel.isOpen()) {
      var closed = new SocketException("the connection is gone: connect again");
      closed.initCause(failure == null ? new ClosedChannelException() : failure);
      throw closed;
    }
    return channel;
  }

  /** The failure of its input, or of the whole channel. */
  final @Nullable Throwable failure() {
    return failure;
  }

  final void forgetFailure() {
    failure = null;
  }

  /** Requests one more message. In a task, too: then the loop does it later. */
  final void read() {
    if (!reading) {
      reading = true;
      channel.read();
    }
  }

  InetSocketAddress localAddress() throws SocketException {
    if (openChannel().localAddress() instanceof InetSocketAddress address) {
      return nameless(address);
    }
    throw new AssertionError("a TCP channel without its address");
  }

  /**
   * Removes the name of an address, which some transports set to the text of the address, without a
   * look-up.
   */
  static InetSocketAddress nameless(InetSocketAddress address) {
    try {
      byte[] bytes = address.getAddress().getAddress();
      return new InetSocketAddress(
          address.getAddress() instanceof Inet6Address six
              ? Inet6Address.getByAddress(null, bytes, six.getScopeId())
              : InetAddress.getByAddress(bytes),
          address.getPort());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible); // only thrown for a wrong number of bytes
    }
  }

  /** Handles an event that may make tasks ready between two steps. */
  final void inputEvent(boolean last) {
    input.event(last);
    driver.wake();
  }

  final void outputEvent(boolean last) {
    output.event(last);
    driver.wake();
  }

  final ChannelHandler handler() {
    return new Events();
  }

  /** The handler in Netty's pipeline. */
  private final class Events extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      received(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      reading = false;
      inputEvent(false);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (NettyDriver.isEndOfInput(event)) {
        inputEnded();
        inputEvent(true);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      reading = false;
      failure = cause;
      inputEvent(!listens);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      inputEnded();
      inputEvent(true);
      outputEvent(true);
    }
  }
}
