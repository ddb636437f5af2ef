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
import java.util.List;
import java.util.stream.Stream;

/** An event loop of each transport that works here: what every chapter runs on. */
enum Loops {
  NIO("netty-nio", null, NioIoHandler::newFactory),
  EPOLL("netty-epoll", Epoll.unavailabilityCause(), EpollIoHandler::newFactory),
  IO_URING("netty-uring", IoUring.unavailabilityCause(), IoUringIoHandler::newFactory);

  static final String ALL = "dev.gonzo.netty.Loops#all";

  private static final int STACK_BYTES = 16 << 20;

  private interface Factory {
    IoHandlerFactory handlers();
  }

  private final String kernelName;
  private final Throwable whyUnavailable;
  private final Factory factory;
  private EventLoopGroup group;

  Loops(String kernelName, Throwable whyUnavailable, Factory factory) {
    this.kernelName = kernelName;
    this.whyUnavailable = whyUnavailable;
    this.factory = factory;
  }

  /** Those that work here, and of them those that the build selects: it tries the baton on one. */
  static Stream<Loops> all() {
    String selected = System.getProperty("gonzo.test.kernels", "all");
    var names = List.of(selected.split(","));
    return Stream.of(values())
        .filter(loops -> loops.whyUnavailable == null)
        .filter(loops -> selected.equals("all") || names.contains(loops.kernelName));
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
