package dev.gonzo.netty;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.loop.guest.GuestLoop;
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
 * // in a handler: straight-line code that may wait
 * public void channelRead(ChannelHandlerContext context, Object message) {
 *   kernel.spawn(() -> {
 *     sleep(ofMillis(5));
 *     return NettyKernel.await(context.writeAndFlush(answer(message)));
 *   });
 * }
 * }</pre>
 *
 * <p>Tasks, and the handlers of channels on the same loop, run one at a time, so they can share
 * fields without locks. But to Netty a task is another thread ({@code inEventLoop()} is false in
 * it): so the operations that it requests on a channel are done later by the loop, in the order of
 * the requests. {@code sync()} and {@code await()} of Netty's futures block only the task.
 *
 * <p>Close it before the event loop is shut down. If the loop is shut down first, the tasks are
 * cancelled and their clean-up is stepped for at most ten seconds, during which the sockets are
 * already closed; what is left after that fails.
 *
 * <p>A task's stack is on the event loop's thread while it runs: for tasks that recurse deeply, use
 * a thread factory that gives the loop's thread a larger stack.
 */
public final class NettyKernel implements Kernel {
  private final EventLoop loop;
  private final NettyDriver driver;
  private final GuestKernel guest;

  private NettyKernel(EventLoop loop, Clock clock) {
    this.loop = loop;
    var steps = new LoopStepper(loop);
    this.driver = new NettyDriver(loop, steps::ask);
    this.guest = GuestLoop.hosted(clock, driver, steps::wake);
    steps.of(guest);
  }

  /**
   * Creates a kernel on an event loop. A loop may have several.
   *
   * @param loop a loop of the nio, the epoll or the io_uring transport
   * @return a kernel that begins with the first {@link #spawn}, {@link #start} or {@link #run}
   * @throws IllegalArgumentException if the loop supports no TCP channels
   * @throws IllegalStateException if this JVM cannot run coroutines; the message says which flags
   *     to add
   */
  public static NettyKernel on(EventLoop loop) {
    return on(loop, Clock.system());
  }

  /**
   * Creates a kernel on an event loop that uses the caller's clock.
   *
   * @param loop a loop of the nio, the epoll or the io_uring transport
   * @param clock the kernel's clock
   * @return a kernel that begins with the first {@link #spawn}, {@link #start} or {@link #run}
   * @throws IllegalArgumentException if the loop supports no TCP channels
   * @throws IllegalStateException if this JVM cannot run coroutines; the message says which flags
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

  /** Returns a kernel that runs its program on this one's event loop, observed. */
  @Override
  public Kernel observedBy(Activation activation) {
    return guest.copyOf(this).observedBy(activation);
  }

  /** Returns a kernel that runs its program on this one's event loop and leaves signals alone. */
  @Override
  public Kernel leavingSignals() {
    return guest.copyOf(this).leavingSignals();
  }

  /**
   * Begins to observe the kernel: from its first task on if it has not begun, else between two
   * turns. The activation is called on the event loop. Any thread may call it.
   *
   * @param activation the observer
   * @return stops observing when it is closed, between two turns; any thread may close it
   */
  public RunningKernel.Observation observe(Activation activation) {
    return guest.observe(activation);
  }

  /**
   * Runs a body as a task on the event loop, without waiting for it. Handlers and any other thread
   * may call it. The first call starts the kernel, which then runs until {@link #close}.
   *
   * @param body the body
   * @param <T> what it returns
   * @return a future that completes on the event loop when the task has ended; cancelling it
   *     cancels the task. It fails with a {@link dev.gonzo.KernelEndedException} if the kernel has
   *     ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> spawn(
      @Elsewhere AsyncCallable<T, ?> body) {
    return guest.spawn(body);
  }

  /**
   * Equivalent to {@link #spawn(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the body
   * @return a future that completes with null on the event loop, when the task has ended
   */
  public CompletableFuture<@Nullable Void> spawn(@Elsewhere AsyncRunnable<?> body) {
    return guest.spawn(body);
  }

  /**
   * Starts a program, without waiting for it. When its main task has ended, the other tasks are
   * cancelled and awaited.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @return a future that completes on the event loop when all tasks have ended; cancelling it
   *     cancels the main task
   * @throws IllegalStateException if this kernel has begun
   */
  public <T extends @Nullable Object> CompletableFuture<T> start(
      @Elsewhere AsyncCallable<T, ?> main) {
    return guest.start(main);
  }

  /**
   * Equivalent to {@link #start(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @return a future that completes with null on the event loop, when the last task has ended
   * @throws IllegalStateException if this kernel has begun
   */
  public CompletableFuture<@Nullable Void> start(@Elsewhere AsyncRunnable<?> main) {
    return guest.start(main);
  }

  /**
   * Runs a program on the event loop, and blocks the calling thread, which must not be the event
   * loop's, until it has ended.
   *
   * @throws IllegalStateException inside a coroutine or on the event loop itself, or if this kernel
   *     has begun
   */
  @Override
  public <T extends @Nullable Object, X extends Exception> T run(
      @Elsewhere AsyncCallable<T, X> main) throws X {
    if (loop.inEventLoop()) {
      throw new IllegalStateException(
          "run(...) blocks, and this is the event loop that it would wait for: call start(...) or"
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
   * @return a future that completes on the event loop when all tasks have ended and their sockets
   *     are closed
   */
  public CompletableFuture<@Nullable Void> close() {
    return guest.close().thenCompose(_ -> driver.closed());
  }

  /**
   * Waits in a task for a future of Netty. If the task is cancelled meanwhile, it cancels the
   * future, once; a future that cannot be cancelled goes on, and its result is ignored.
   *
   * <p>Suspends; a checkpoint, even if the future is already done.
   *
   * @param future the future
   * @param <V> the type of its result
   * @return its result
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
