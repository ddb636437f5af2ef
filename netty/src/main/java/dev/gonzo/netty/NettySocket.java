package dev.gonzo.netty;

import dev.gonzo.kernel.driver.ReadinessSocket;
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
 * A channel, and what its events are to whom. The event loop's thread only, in a task or outside.
 *
 * <p>It asks for one message at a time, and only when a task waits for it: what a peer can make us
 * keep is what one read brings.
 */
abstract class NettySocket extends ReadinessSocket {
  final NettyDriver driver;
  private final Channel channel;
  private @Nullable Throwable failure;
  private boolean reading;

  NettySocket(NettyDriver driver, Channel channel, boolean listens) {
    super(listens);
    this.driver = driver;
    this.channel = channel;
  }

  /** Keeps what has come in; nobody else will. */
  abstract void received(Object message);

  /** Nothing will come in any more. */
  abstract void inputEnded();

  /** Lets go of what has come in and was not taken. */
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
      var closed = new SocketException("the connection is gone: connect anew");
      closed.initCause(failure == null ? new ClosedChannelException() : failure);
      throw closed;
    }
    return channel;
  }

  /** What has failed at it on the way in, or at all. */
  final @Nullable Throwable failure() {
    return failure;
  }

  final void forgetFailure() {
    failure = null;
  }

  /** Asks for one message more. From a task, too: then it is done when the loop has its turn. */
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

  /** Some transports give an address a name that nobody has looked up: its own text. */
  static InetSocketAddress nameless(InetSocketAddress address) {
    try {
      byte[] bytes = address.getAddress().getAddress();
      return new InetSocketAddress(
          address.getAddress() instanceof Inet6Address six
              ? Inet6Address.getByAddress(null, bytes, six.getScopeId())
              : InetAddress.getByAddress(bytes),
          address.getPort());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible); // only of a wrong number of bytes
    }
  }

  /** An event may have made tasks ready, between two steps. */
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

  /** Netty's side of it. */
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
