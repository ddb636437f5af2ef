package dev.gonzo.netty;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.VirtualClock;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.stream.Stream;

/** An event loop of each transport that works here: what every chapter runs on. */
enum Loops {
  NIO(null, NioIoHandler::newFactory),
  EPOLL(Epoll.unavailabilityCause(), EpollIoHandler::newFactory),
  IO_URING(IoUring.unavailabilityCause(), IoUringIoHandler::newFactory);

  static final String ALL = "dev.gonzo.netty.Loops#all";

  private static final int STACK_BYTES = 16 << 20;

  private interface Factory {
    IoHandlerFactory handlers();
  }

  private final Throwable whyUnavailable;
  private final Factory factory;
  private EventLoopGroup group;

  Loops(Throwable whyUnavailable, Factory factory) {
    this.whyUnavailable = whyUnavailable;
    this.factory = factory;
  }

  static Stream<Loops> all() {
    return Stream.of(values()).filter(loops -> loops.whyUnavailable == null);
  }

  /**
   * One of the transport's two loops, in turns: on the baton a task that waits for another kernel
   * outside of Gonzo keeps its loop.
   */
  private synchronized EventLoop loop() {
    if (group == null) {
      group = newGroup(2, name() + "-loop");
    }
    return group.next();
  }

  EventLoopGroup newGroup(String name) {
    return newGroup(1, name);
  }

  private EventLoopGroup newGroup(int loops, String name) {
    return new MultiThreadIoEventLoopGroup(
        loops,
        task -> {
          var thread = new FastThreadLocalThread(null, task, name, STACK_BYTES);
          thread.setDaemon(true);
          return thread;
        },
        factory.handlers());
  }

  Kernel kernel() {
    return NettyKernel.on(loop(), Clock.system());
  }

  Kernel inVirtualTime() {
    return NettyKernel.on(loop(), new VirtualClock());
  }
}
