package dev.gonzo;

import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A kernel beside a framework: a server, a container or a toolkit that owns the program and has
 * threads of its own. The framework's threads call in through the {@link #entryPoint entry point};
 * when the framework shuts down, it stops the kernel.
 *
 * <pre>{@code
 * var kernel = EmbeddedKernel.start();
 *
 * // in a request handler, on a thread of the framework's:
 * String answer = kernel.entryPoint().call(() -> answer(request));
 *
 * // where the framework ends, after its own requests have been drained:
 * kernel.stop(ofSeconds(10));
 * }</pre>
 *
 * <p>It leaves Ctrl-C and SIGTERM to the framework (see {@link Kernel#leavingSignals}), and its
 * threads are daemons: neither keeps the JVM alive. A JVM that ends without {@link #stop} leaves
 * the tasks where they are, and no {@code finally} block of theirs runs; so call it where the
 * framework ends, or in a shutdown hook.
 *
 * <p>Not async: all methods are for ordinary threads, and may be called by several at once.
 */
public final class EmbeddedKernel implements AutoCloseable {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  private static final String REASON = "the kernel is stopped";
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Kernel kernel;
  private final Thread runner;
  private final CompletableFuture<EntryPoint> started = new CompletableFuture<>();
  // The grace of the first stop.
  private final CompletableFuture<Duration> stopping = new CompletableFuture<>();
  // What ended the run without a stop, or in spite of it. Written before the runner's end.
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
   * Starts the kernel that {@link Kernels#open()} chooses, and returns when it runs.
   *
   * @return the kernel, which runs until it is stopped
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   * @throws IllegalStateException inside a coroutine
   */
  public static EmbeddedKernel start() {
    Coroutine.refuseInside("start");
    return start(Kernels.open());
  }

  /**
   * Starts a kernel of the caller's, and returns when it runs.
   *
   * @param kernel a kernel that has not run
   * @return the kernel, which runs until it is stopped
   * @throws IllegalStateException inside a coroutine, or if the kernel has run already. Whatever
   *     else {@link Kernel#run} throws before its main task begins is thrown here as well
   */
  public static EmbeddedKernel start(Kernel kernel) {
    Coroutine.refuseInside("start");
    var embedded = new EmbeddedKernel(Objects.requireNonNull(kernel));
    embedded.runner.start();
    try {
      EntryPoint _ = embedded.started.join();
    } catch (CompletionException failed) {
      throw Sneaky.rethrow(Objects.requireNonNull(failed.getCause()));
    }
    return embedded;
  }

  private void work() {
    try {
      Gonzo.run(kernel, this::serve);
    } catch (Cancelled cut) {
      if (!stopping.isDone()) {
        failure = cut;
      }
    } catch (Throwable broken) {
      failure = broken;
    } finally {
      // Without effect if it has begun.
      boolean _ =
          started.completeExceptionally(failure == null ? new KernelEndedException() : failure);
    }
  }

  private void serve() throws Exception {
    EntryPoint entryPoint = EntryPoint.open();
    boolean _ = started.complete(entryPoint);
    entryPoint.drain(Gonzo.await(stopping), REASON);
  }

  /**
   * {@return the way in for the framework's threads} When the kernel is stopped it refuses calls,
   * by a {@link KernelEndedException}. To close it by itself is possible, but refuses all further
   * calls while the kernel runs on.
   */
  public EntryPoint entryPoint() {
    return started.join();
  }

  /** {@return whether it runs and no stop has begun} */
  public boolean isRunning() {
    return runner.isAlive() && !stopping.isDone();
  }

  /**
   * Stops it, and waits for its end. From now on the entry point refuses calls. Calls that have
   * begun may go on for the grace period; those that say that they are {@link Gonzo#idle idle} are
   * cancelled at once. What is left after that is cancelled, and its clean-up is awaited, however
   * long it takes.
   *
   * <p>Any thread may call it, any number of times: each call waits for the end. The grace period
   * of the first one holds, but zero in a later one, or an interrupt of a thread that waits,
   * cancels what is left at once. The interrupt flag is set again then.
   *
   * @param grace how long what has begun may go on; zero cancels at once
   * @throws IllegalStateException inside a coroutine, or on a kernel's own thread, which would wait
   *     for itself. Also what ended the kernel before, if it was not stopped but broke: what {@link
   *     Kernel#run} threw, the same object
   */
  public void stop(Duration grace) {
    Coroutine.refuseInside("stop");
    if (KernelThreads.isOne(Thread.currentThread())) {
      throw new IllegalStateException(
          "stop(...) would wait on a kernel's own thread, "
              + Thread.currentThread().getName()
              + ": call it on another");
    }
    if (!stopping.complete(Objects.requireNonNull(grace)) && grace.isZero()) {
      runner.interrupt();
    }
    awaitEnd();
    Throwable broken = failure;
    if (broken != null) {
      throw Sneaky.rethrow(broken);
    }
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (runner.isAlive()) {
      try {
        runner.join();
      } catch (InterruptedException wanted) {
        interrupted = true;
        runner.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Equivalent to {@code stop(Duration.ofSeconds(10))}. */
  @Override
  public void close() {
    stop(DEFAULT_GRACE);
  }
}
