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
 * The channels that an event loop supports.
 *
 * @param listeners creates an unbound listener
 * @param connections creates an unconnected connection
 * @param reusePort the option that lets several listeners share a port
 * @param freesAtOnce whether the port of a listener is free once its channel is closed, and not
 *     only after the loop has polled its devices again
 */
record Transport(
    Supplier<? extends ServerChannel> listeners,
    Supplier<? extends DuplexChannel> connections,
    ChannelOption<Boolean> reusePort,
    boolean freesAtOnce) {

  /**
   * Returns the channels of an event loop.
   *
   * @throws IllegalArgumentException if it supports no TCP channels
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
      // If the classes of a transport are missing, the loop cannot be of that transport.
      try {
        if (EpollTransport.isOf(carries)) {
          return EpollTransport.transport();
        }
      } catch (NoClassDefFoundError absent) {
        // then it is not of that transport
      }
      try {
        if (RingTransport.isOf(carries)) {
          return RingTransport.transport();
        }
      } catch (NoClassDefFoundError absent) {
        // then it is not of that transport
      }
    }
    throw new IllegalArgumentException(
        loop
            + " supports no TCP channels: use an event loop of the nio, epoll or io_uring"
            + " transport");
  }
}
