package dev.gonzo.netty;

import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** The channels of the io_uring transport, in a class of their own, since they may be absent. */
final class RingTransport {
  private RingTransport() {}

  static boolean isOf(IoEventLoop loop) {
    return loop.isCompatible(IoUringIoHandle.class);
  }

  static Transport transport() {
    return new Transport(
        IoUringServerSocketChannel::new,
        IoUringSocketChannel::new,
        UnixChannelOption.SO_REUSEPORT,
        false);
  }
}
