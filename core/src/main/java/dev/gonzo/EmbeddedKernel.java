package dev.gonzo;

import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.report.Joins;
import dev.gonzo.report.Rethrow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A kernel inside a framework: a server, container or toolkit that owns the program and has its own
 * threads. The framework's threads call async code through the {@link #entryPoint entry point}.
 * When the framework shuts down, it stops the kernel.
 *
 * <pre>{@code
 * var kernel = EmbeddedKernel.start();
 *
 * // in a request handler, on a thread of the framework:
 * String answer = kernel.entryPoint().call(() -> answer(request));
 *
 * // where the framework shuts down, after its own requests have been drained:
 * kernel.stop(ofSeconds(10));
 * }</pre>
 *
 * <p>It leaves Ctrl-C and SIGTERM to the framework (see {@link Kernel#leavingSignals}), and its
 * threads are daemons, so it does not keep the JVM alive. If the JVM ends without {@link #stop},
 * the {@code finally} blocks of the tasks do not run. So call {@code stop} where the framework
 * shuts down, or in a shutdown hook.
 *
 * <p>Not async: all methods are for ordinary threads, and are thread-safe.
 */
public final class EmbeddedKernel implements AutoCloseable {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  private static final String REASON = "the kernel is stopped";
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Kernel kernel;
  private final Thread runner;
  private final CompletableFuture<EntryPoint> started = new CompletableFuture<>();
  // The grace period of the first call of stop.
  private final CompletableFuture<Duration> stopping = new CompletableFuture<>();
  // The failure that ended the run, with or without a stop. Written before the runner ends.
  private volatile @Nullable Throwable failure;

  private EmbeddedKernel(Kernel kernel) {
    this.kernel = kernel.leavingSignals();
    this.runner =
        Thread.ofPlatform()
            .daemon()
            .name("gonzo-embedded-" + NUMBERS.getAndIncrement())
            .unstarted(this::work);
  }

  /**
   * Starts the kernel that {@link Kernels#of()} chooses, and returns when it is running.
   *
   * @return the kernel, which runs until it is stopped
   * @throws UnsupportedOperationException if that kernel does not work on this machine; the message
   *     says why
   * @throws IllegalStateException inside a coroutine
   */
  public static EmbeddedKernel start() {
    Coroutine.requireOutside("start");
    return start(Kernels.of());
  }

  /**
   * Starts the given kernel, and returns when it is running.
   *
   * @param kernel a kernel that has not run
   * @return the kernel, which runs until it is stopped
   * @throws IllegalStateException inside a coroutine, or if the kernel has already run. Any other
   *     exception that {@link Kernel#run} throws before its main task begins is thrown here too
   */
  public static EmbeddedKernel start(Kernel kernel) {
    Coroutine.requireOutside("start");
    var embedded = new EmbeddedKernel(Objects.requireNonNull(kernel));
    embedded.runner.start();
    try {
      EntryPoint _ = embedded.started.join();
    } catch (CompletionException failed) {
      throw Rethrow.unchecked(Objects.requireNonNull(failed.getCause()));
    }
    return embedded;
  }

  private void work() {
    try {
      Void _ = kernel.<@Nullable Void, Exception>run(Coroutine.returningNull(this::serve));
    } catch (Cancelled cut) {
      if (!stopping.isDone()) {
        failure = cut;
      }
    } catch (Throwable broken) {
      failure = broken;
    } finally {
      // Without effect if it has already started.
      boolean _ =
          started.completeExceptionally(failure == null ? new KernelEndedException() : failure);
    }
  }

  private void serve() throws Exception {
    EntryPoint entryPoint = EntryPoint.open();
    boolean _ = started.complete(entryPoint);
    entryPoint.drain(Futures.await((CompletionStage<Duration>) stopping), REASON);
  }

  /**
   * {@return the entry point for the framework's threads} After the kernel is stopped, calls
   * through it throw {@link KernelEndedException}. It can also be closed alone; then it refuses
   * calls while the kernel keeps running.
   */
  public EntryPoint entryPoint() {
    return started.join();
  }

  /** {@return whether the kernel is running and {@link #stop} has not been called} */
  public boolean isRunning() {
    return runner.isAlive() && !stopping.isDone();
  }

  /**
   * Stops the kernel, and waits for its end. From now on the entry point refuses calls. Calls that
   * have begun may continue for the grace period; those that are in an {@link Gonzo#idle idle}
   * block are cancelled at once. After the grace period, the remaining calls are cancelled, and
   * their clean-up is awaited, however long it takes.
   *
   * <p>Any thread may call this, any number of times; each call waits for the end. The grace period
   * of the first call applies. A later call with zero or less, or an interrupt of a waiting thread,
   * cancels the remaining calls at once. The interrupt flag is set again afterwards. Do not call it
   * in work that a task of this kernel waits for, such as that of {@link Gonzo#runInThread}: the
   * kernel ends after that work, so both would wait for ever, and this is not detected.
   *
   * @param grace how long calls that have begun may continue; zero or less cancels them at once
   * @throws IllegalStateException inside a coroutine, or on a kernel's own thread, which would wait
   *     for itself. If the kernel failed instead of being stopped, the exception that {@link
   *     Kernel#run} threw is thrown (the same object)
   */
  public void stop(Duration grace) {
    Coroutine.requireOutside("stop");
    if (KernelThreads.isOne(Thread.currentThread())) {
      throw new IllegalStateException(
          "stop(...) would block a kernel's own thread, "
              + Thread.currentThread().getName()
              + ": call it from another thread");
    }
    if (!stopping.complete(Objects.requireNonNull(grace)) && !grace.isPositive()) {
      runner.interrupt();
    }
    awaitEnd();
    Throwable broken = failure;
    if (broken != null) {
      throw Rethrow.unchecked(broken);
    }
  }

  private void awaitEnd() {
    Joins.untilEnd(List.of(runner), runner::interrupt);
  }

  /** Equivalent to {@code stop(Duration.ofSeconds(10))}. */
  @Override
  public void close() {
    stop(DEFAULT_GRACE);
  }
}
