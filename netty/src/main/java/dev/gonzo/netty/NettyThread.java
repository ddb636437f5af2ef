package dev.gonzo.netty;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.trap.Trap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A kernel on an event loop of its own, which is opened for the run and shut down after it. */
final class NettyThread implements Kernel {
  // A task's stack lies on the event loop's thread while it runs.
  private static final long STACK_BYTES = 16 << 20;
  private static final Set<Class<?>> GROUPS =
      Set.of(
          Trap.Scheduling.class,
          Trap.Threads.class,
          Trap.Files.class,
          Trap.Surroundings.class,
          Trap.Net.class);

  private final String name;
  private final Clock clock;
  private final Supplier<IoHandlerFactory> handlers;
  private final List<Activation> activations = new ArrayList<>();
  private final AtomicBoolean begun = new AtomicBoolean();

  NettyThread(String name, Clock clock, Supplier<IoHandlerFactory> handlers) {
    this.name = name;
    this.clock = clock;
    this.handlers = handlers;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(Class<?> group) {
    return GROUPS.contains(group);
  }

  @Override
  public Kernel observedBy(Activation activation) {
    activations.add(activation);
    return this;
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
      throws X {
    Coroutine.refuseInside("run");
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("this kernel has run: a kernel serves one run, make another");
    }
    ThreadFactory threads =
        work -> new FastThreadLocalThread(null, work, "gonzo-" + name, STACK_BYTES);
    // Without a group: the end of one is told by a thread of Netty's that lives on for a second.
    var loop = new SingleThreadIoEventLoop(null, threads, handlers.get());
    try {
      NettyKernel kernel = NettyKernel.on(loop, clock);
      activations.forEach(kernel::observedBy);
      return kernel.run(main);
    } finally {
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
