package dev.gonzo.netty;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.run.KernelForOneRun;
import dev.gonzo.trap.NetTrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A kernel on an event loop of its own, which is opened for the run and shut down after it. */
final class NettyThread extends KernelForOneRun {
  // A task's stack is on the event loop's thread while it runs.
  private static final long STACK_BYTES = 16 << 20;

  private final Clock clock;
  private final Supplier<IoHandlerFactory> handlers;

  NettyThread(String name, Clock clock, Supplier<IoHandlerFactory> handlers) {
    super(name, Set.of(NetTrap.class));
    this.clock = clock;
    this.handlers = handlers;
  }

  @Override
  protected <T extends @Nullable Object, X extends Exception> T runOnce(
      AsyncCallable<T, X> main, List<Activation> activations) throws X {
    ThreadFactory threads =
        work -> new FastThreadLocalThread(null, work, "gonzo-" + name(), STACK_BYTES);
    // Without a group, because a thread of Netty that signals the end of a group lives on for a
    // second.
    SingleThreadIoEventLoop loop;
    try {
      loop = new SingleThreadIoEventLoop(null, threads, handlers.get());
    } catch (RuntimeException refused) {
      throw Failures.opening(name(), refused);
    }
    try {
      NettyKernel kernel = NettyKernel.on(loop, clock);
      activations.forEach(kernel::observe);
      return kernel.run(main);
    } finally {
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
