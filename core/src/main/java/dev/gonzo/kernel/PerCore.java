package dev.gonzo.kernel;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Moment;
import dev.gonzo.Supervision;
import dev.gonzo.report.Joins;
import dev.gonzo.report.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of kernels that run in parallel, share nothing, and end together.
 *
 * <p>Each kernel is run by an ordinary thread of its own, as a program would run it. So this class
 * does not depend on how a kernel works: it cancels a kernel by interrupting that thread, which
 * {@code run} must notice whenever it happens.
 *
 * @param <T> what their main tasks return
 */
final class PerCore<T extends @Nullable Object> {
  /** More than one machine has cores for. A larger count is a mistake, such as a port number. */
  private static final int MOST_KERNELS = 1_024;

  private final Supplier<? extends Kernel> kernels;
  private final @Nullable Supervision supervision;
  private final CoreCallable<? extends T> main;
  private final List<Core> cores;
  // Guarded by the list itself; in the order of the failures.
  private final List<KernelFailedException> failures = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * Creates the kernels, not started.
   *
   * @param count how many
   * @param kernels creates a kernel
   * @param supervision how a failed kernel is replaced; null if it is not
   * @param main the body of each main task
   * @param inThread prepares the work of each kernel's thread, so that it counts as work of the
   *     calling thread, which waits for all of them
   * @throws IllegalArgumentException if the count is less than 1, or more than 1,024
   */
  PerCore(
      int count,
      Supplier<? extends Kernel> kernels,
      @Nullable Supervision supervision,
      CoreCallable<? extends T> main,
      UnaryOperator<Runnable> inThread) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least 1 kernel, got " + count);
    }
    if (count > MOST_KERNELS) {
      throw new IllegalArgumentException(
          "there can be at most %d kernels, one for each core, got %d"
              .formatted(MOST_KERNELS, count));
    }
    this.kernels = kernels;
    this.supervision = supervision;
    this.main = Objects.requireNonNull(main);
    this.cores = IntStream.range(0, count).mapToObj(core -> new Core(core, inThread)).toList();
  }

  List<T> run() {
    Coroutine.requireOutside("perCore");
    try {
      cores.forEach(core -> core.thread.start());
    } catch (Throwable noThread) {
      stop();
      throw noThread;
    } finally {
      await();
    }
    return results();
  }

  private void await() {
    Joins.untilEnd(cores.stream().map(core -> core.thread).toList(), this::stop);
  }

  private void stop() {
    stopping = true;
    cores.forEach(core -> core.thread.interrupt());
  }

  private List<T> results() {
    synchronized (failures) {
      if (!failures.isEmpty()) {
        KernelFailedException first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
      }
    }
    List<T> results = new ArrayList<>();
    for (Core core : cores) {
      if (core.cancelled != null) {
        throw core.cancelled;
      }
      results.add(core.result());
    }
    return results;
  }

  /** One kernel, or its successors: the thread that runs them. */
  private final class Core {
    private final int number;
    private final Thread thread;
    // Written by the thread; read after it has ended.
    private @Nullable T result;
    private @Nullable Cancelled cancelled;

    Core(int number, UnaryOperator<Runnable> inThread) {
      this.number = number;
      this.thread =
          Thread.ofPlatform().name("gonzo-core-" + number).unstarted(inThread.apply(this::work));
    }

    @SuppressWarnings("NullAway") // null only if main has returned that
    T result() {
      return result;
    }

    private void work() {
      try {
        result = supervision == null ? once() : supervised(supervision);
      } catch (Cancelled thrown) {
        if (stopping) {
          cancelled = thrown;
        } else {
          fail(thrown);
        }
      } catch (InterruptedException interrupted) {
        if (stopping) {
          cancelled = new Cancelled("the kernels are ended", thread.getName());
        } else {
          fail(interrupted); // the program has thrown it
        }
      } catch (Throwable failure) {
        fail(failure);
      }
    }

    private T once() throws Exception {
      return kernels.get().<T, Exception>run(() -> main.call(number));
    }

    /** Like {@link Supervision#run}, but restarts the whole kernel. */
    private T supervised(Supervision how) throws Exception {
      var count = how.failureCount();
      while (true) {
        Duration pause;
        try {
          return once();
        } catch (Exception failure) {
          pause = count.pauseAfter(new Moment(System.nanoTime())).orElse(null);
          if (pause == null || stopping) {
            throw failure;
          }
          Log.warn(
              "kernel " + number + " failed, and another will replace it in " + pause, failure);
        }
        Thread.sleep(pause);
      }
    }

    private void fail(Throwable failure) {
      synchronized (failures) {
        failures.add(new KernelFailedException(number, cores.size(), failure));
      }
      stop();
    }
  }
}
