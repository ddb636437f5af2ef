package dev.gonzo.netty;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.UnixChannelOption;

/** The channels of the epoll transport, in a class of their own, since they may be absent. */
final class EpollTransport {
  private EpollTransport() {}

  static boolean isOf(IoEventLoop loop) {
    return loop.isCompatible(EpollIoHandle.class);
  }

  static Transport transport() {
    return new Transport(
        EpollServerSocketChannel::new,
        EpollSocketChannel::new,
        UnixChannelOption.SO_REUSEPORT,
        true);
  }
}
