package dev.gonzo.netty;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.StandardSocketOptions;
import java.util.function.Supplier;

/**
 * The channels that an event loop can carry.
 *
 * @param listeners makes a listener that is not bound
 * @param connections makes a connection that is not connected
 * @param reusePort the option by which several listeners share a port
 * @param freesAtOnce whether the port of a listener is free when its channel is closed, and not
 *     only when the loop has looked at its devices again
 */
record Transport(
    Supplier<? extends ServerChannel> listeners,
    Supplier<? extends DuplexChannel> connections,
    ChannelOption<Boolean> reusePort,
    boolean freesAtOnce) {

  /**
   * Finds those of an event loop.
   *
   * @throws IllegalArgumentException if it carries no channels that reach a network
   */
  static Transport of(EventLoop loop) {
    if (loop instanceof IoEventLoop carries) {
      if (carries.isCompatible(NioIoHandle.class)) {
        return new Transport(
            NioServerSocketChannel::new,
            NioSocketChannel::new,
            NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT),
            false);
      }
      // Whose classes are not there has no such loop.
      try {
        if (EpollTransport.isOf(carries)) {
          return EpollTransport.transport();
        }
      } catch (NoClassDefFoundError absent) {
        // then it is none of that kind
      }
      try {
        if (RingTransport.isOf(carries)) {
          return RingTransport.transport();
        }
      } catch (NoClassDefFoundError absent) {
        // then it is none of that kind
      }
    }
    throw new IllegalArgumentException(
        loop
            + " carries no TCP channels: use an event loop of the nio, epoll or io_uring transport");
  }
}
