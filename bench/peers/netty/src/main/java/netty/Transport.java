package netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * One of Netty's transports, with one event loop: the server has one core.
 *
 * @param loop where all channels run
 * @param listener the type of channels that accept
 * @param socket the type of channels of connections
 * @param datagrams the type of channels for UDP
 */
record Transport(
    MultiThreadIoEventLoopGroup loop,
    Class<? extends ServerSocketChannel> listener,
    Class<? extends SocketChannel> socket,
    Class<? extends DatagramChannel> datagrams) {

  static Transport of(String name) {
    return switch (name) {
      case "nio" ->
          new Transport(
              loop(NioIoHandler.newFactory()),
              NioServerSocketChannel.class,
              NioSocketChannel.class,
              NioDatagramChannel.class);
      case "epoll" ->
          new Transport(
              loop(EpollIoHandler.newFactory()),
              EpollServerSocketChannel.class,
              EpollSocketChannel.class,
              EpollDatagramChannel.class);
      case "uring" ->
          new Transport(
              loop(IoUringIoHandler.newFactory()),
              IoUringServerSocketChannel.class,
              IoUringSocketChannel.class,
              IoUringDatagramChannel.class);
      default -> throw new IllegalArgumentException(name + " is not nio, epoll or uring");
    };
  }

  private static MultiThreadIoEventLoopGroup loop(IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(1, factory);
  }
}
