package dev.gonzo.netty;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on a Netty event loop: its tasks run on that loop's thread, beside the channel handlers,
 * and their sockets are channels of that loop. No thread is added.
 *
 * <pre>{@code
 * var kernel = NettyKernel.on(group.next());
 *
 * // in a handler: straight lines, which may wait
 * public void channelRead(ChannelHandlerContext context, Object message) {
 *   kernel.spawn(() -> {
 *     sleep(ofMillis(5));
 *     return NettyKernel.await(context.writeAndFlush(answer(message)));
 *   });
 * }
 * }</pre>
 *
 * <p>Of the tasks, and of the handlers of channels on the same loop, one runs at a time: they share
 * fields without locks. To Netty a task is a stranger all the same ({@code inEventLoop()} is false
 * in it), and so what it asks of a channel is done when the loop has its turn, in the order in
 * which it was asked. {@code sync()} and {@code await()} of Netty's futures hold up the task only.
 *
 * <p>Close it before the event loop is shut down. A loop that shuts down first cancels the tasks
 * and steps their clean-up for at most ten seconds, in which its sockets are gone already; what
 * stands still after that fails.
 *
 * <p>A task's stack lies on the event loop's thread while it runs: tasks that recurse deeply want a
 * thread factory that gives the loop a larger stack.
 */
public final class NettyKernel implements Kernel {
  private final EventLoop loop;
  private final NettyDriver driver;
  private final GuestKernel guest;

  private NettyKernel(EventLoop loop, Clock clock) {
    this.loop = loop;
    var steps = new Steps(loop);
    this.driver = new NettyDriver(loop, steps::ask);
    this.guest = GuestKernel.hosted(clock, driver, steps::wake);
    steps.of(guest);
  }

  /**
   * Makes a kernel on an event loop. A loop may carry several.
   *
   * @param loop of the nio, the epoll or the io_uring transport
   * @return a kernel that begins with the first {@link #spawn}, {@link #start} or {@link #run}
   * @throws IllegalArgumentException if the loop carries no TCP channels
   * @throws IllegalStateException if this JVM cannot carry coroutines; the message says which flags
   *     to add
   */
  public static NettyKernel on(EventLoop loop) {
    return on(loop, Clock.system());
  }

  /**
   * Makes a kernel on an event loop and a clock of the caller's.
   *
   * @param loop of the nio, the epoll or the io_uring transport
   * @param clock the kernel's time
   * @return a kernel that begins with the first {@link #spawn}, {@link #start} or {@link #run}
   * @throws IllegalArgumentException if the loop carries no TCP channels
   * @throws IllegalStateException if this JVM cannot carry coroutines; the message says which flags
   *     to add
   */
  public static NettyKernel on(EventLoop loop, Clock clock) {
    return new NettyKernel(loop, clock);
  }

  @Override
  public String name() {
    return guest.name();
  }

  @Override
  public boolean supports(Class<?> group) {
    return guest.supports(group);
  }

  @Override
  public NettyKernel observedBy(Activation activation) {
    var _ = guest.observedBy(activation);
    return this;
  }

  @Override
  public NettyKernel leavingSignals() {
    var _ = guest.leavingSignals();
    return this;
  }

  /**
   * Runs a body as a task on the event loop. For handlers, and any other thread; does not wait. The
   * first call begins the kernel, which then lives until {@link #close}.
   *
   * @param body what to run
   * @param <T> what it returns
   * @return completes on the event loop when the task has ended; cancelling it cancels the task. It
   *     fails with a {@link dev.gonzo.KernelEndedException} if the kernel has ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> spawn(AsyncCallable<T, ?> body) {
    return guest.spawn(body);
  }

  /**
   * Equivalent to {@link #spawn(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body what to run
   * @return completes with null when the task has ended, on the event loop
   */
  public CompletableFuture<@Nullable Void> spawn(AsyncRunnable<?> body) {
    return guest.spawn(body);
  }

  /**
   * Begins a program, and does not wait. When its main task has ended, the other tasks are
   * cancelled and awaited.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @return completes on the event loop when all tasks have ended; cancelling it cancels the main
   *     task
   * @throws IllegalStateException if this kernel has begun
   */
  public <T extends @Nullable Object> CompletableFuture<T> start(AsyncCallable<T, ?> main) {
    return guest.start(main);
  }

  /**
   * Equivalent to {@link #start(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @return completes with null when the last task has ended, on the event loop
   * @throws IllegalStateException if this kernel has begun
   */
  public CompletableFuture<@Nullable Void> start(AsyncRunnable<?> main) {
    return guest.start(main);
  }

  /**
   * Runs a program on the event loop, and waits for its end in the calling thread, which is not the
   * event loop's.
   *
   * @throws IllegalStateException inside a coroutine or on the event loop itself, or if this kernel
   *     has begun
   */
  @Override
  public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
      throws X {
    if (loop.inEventLoop()) {
      throw new IllegalStateException(
          "run(...) waits, and this is the event loop that it would wait for: start(...) or"
              + " spawn(...) instead");
    }
    try {
      return guest.run(main);
    } finally {
      if (guest.isDone()) {
        var _ = driver.closed().join();
      }
    }
  }

  /**
   * Cancels all tasks. Does not wait; their clean-up runs on the event loop. Any thread may call
   * it, any number of times.
   *
   * @return completes on the event loop when all tasks have ended and their sockets are closed
   */
  public CompletableFuture<@Nullable Void> close() {
    return guest.close().thenCompose(_ -> driver.closed());
  }

  /**
   * Waits in a task for a future of Netty's. A task that is cancelled meanwhile cancels the future,
   * once; one that cannot be cancelled goes on, and nobody waits for it.
   *
   * <p>Suspends; a checkpoint, also when the future is done already.
   *
   * @param future what to wait for
   * @param <V> what it brings
   * @return what it has brought
   */
  @Async
  public static <V extends @Nullable Object> V await(Future<V> future) {
    return Gonzo.<V, RuntimeException>suspendUntil(resumer -> {
      FutureListener<V> listener =
          done -> {
            boolean _ =
                done.isSuccess() ? resumer.tryResume(done.getNow()) : resumer.tryFail(done.cause());
          };
      resumer.whenCancelled(() -> {
        if (!future.cancel(false)) {
          var _ = future.removeListener(listener);
        }
      });
      var _ = future.addListener(listener);
    });
  }
}
