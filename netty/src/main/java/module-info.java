import org.jspecify.annotations.NullMarked;

/** A kernel whose tasks run on a Netty event loop, beside its handlers. */
@NullMarked
module dev.gonzo.netty {
  requires transitive dev.gonzo.core;
  requires io.netty.buffer;
  requires transitive io.netty.common;
  requires transitive io.netty.transport;
  requires static io.netty.transport.classes.epoll;
  requires static io.netty.transport.classes.io_uring;
  requires static io.netty.transport.unix.common;
  requires static org.jspecify;

  exports dev.gonzo.netty;

  provides dev.gonzo.kernel.KernelProvider with
      dev.gonzo.netty.NettyKernels;
}
