package dev.gonzo.netty;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a transport of Netty's works here, by opening one and waiting once, for a
 * millisecond: Netty's own check does not try every system call, and a sandbox may refuse any of
 * them.
 */
final class TransportProbe {
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private volatile boolean works;

  /** An event loop that only waits once, for a short time. */
  private static final class OneWait implements IoHandlerContext {
    private final long deadline = System.nanoTime() + WAIT_NANOS;

    @Override
    public boolean canBlock() {
      return true;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return Math.max(0, deadline - currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
      return deadline;
    }
  }

  /** The calling thread, as if it were an event loop's. */
  private static final class Here implements ThreadAwareExecutor {
    private final Thread thread = Thread.currentThread();

    @Override
    public boolean isExecutorThread(Thread other) {
      return other == thread;
    }

    @Override
    public void execute(Runnable command) {
      command.run();
    }
  }

  /**
   * Tries a transport, unless it has worked before.
   *
   * @param name the name of the kernel
   * @param handlers the transport
   * @return why it cannot work here; empty if it can
   */
  Optional<String> whyUnavailable(String name, Supplier<IoHandlerFactory> handlers) {
    if (works) {
      return Optional.empty();
    }
    try {
      waitOnce(handlers.get().newHandler(new Here()));
      works = true;
      return Optional.empty();
    } catch (RuntimeException refused) {
      return Optional.of(
          name
              + " cannot be used: "
              + innermost(refused).getMessage()
              + "; a sandbox may forbid a system call that it needs (seccomp)");
    }
  }

  private static void waitOnce(IoHandler handler) {
    try {
      handler.initialize();
      int _ = handler.run(new OneWait());
    } finally {
      handler.prepareToDestroy();
      handler.destroy();
    }
  }

  /** The innermost cause, below those that only repeat it. */
  static Throwable innermost(Throwable failure) {
    Throwable inner = failure;
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      inner = cause;
    }
    return inner;
  }
}
