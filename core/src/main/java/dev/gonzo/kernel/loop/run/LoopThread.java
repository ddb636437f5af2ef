package dev.gonzo.kernel.loop.run;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Elsewhere;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.DeadlineWatch;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopRun;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.kernel.loop.signals.SignalledRun;
import dev.gonzo.kernel.loop.signals.TerminationSignals;
import dev.gonzo.kernel.loop.watch.Watchdog;
import dev.gonzo.report.Text;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The default kernel: a loop kernel on a dedicated platform thread. The caller of {@link #run}
 * waits for that thread, which therefore holds none of the caller's monitors.
 */
public final class LoopThread extends KernelForOneRun {
  // A task's stack is on the kernel's thread while the task runs, and the JVM needs several times
  // its size to save a deep one. The system provides only the memory that is used.
  private static final long STACK_BYTES = 16 << 20;
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Clock clock;
  private final Supplier<? extends Driver> drivers;

  /**
   * Creates a kernel that has not begun.
   *
   * @param name its name
   * @param clock its clock
   * @param drivers opens its devices when it begins
   * @param devices the groups of traps that the driver answers
   */
  public LoopThread(
      String name, Clock clock, Supplier<? extends Driver> drivers, Set<Class<?>> devices) {
    super(name, devices);
    LoggerSearch.begin();
    this.clock = clock;
    this.drivers = drivers;
  }

  @Override
  protected <T extends @Nullable Object, X extends Exception> T runOnce(
      @Elsewhere AsyncCallable<T, X> main, List<Activation> activations) throws X {
    return new Run<T, X>(main, activations).await();
  }

  /** One run: its thread and its result. */
  private final class Run<T extends @Nullable Object, X extends Exception> {
    private final AsyncCallable<T, X> main;
    private final List<Activation> activations;
    private final LoopKernel kernel;
    private final Thread thread;
    private @Nullable Task<T> task;
    private @Nullable Throwable broken;
    private final SignalledRun bySignal;

    Run(AsyncCallable<T, X> main, List<Activation> activations) {
      this.main = main;
      this.activations = activations;
      String name = "gonzo-kernel-" + NUMBERS.getAndIncrement();
      Driver driver = drivers.get();
      try {
        if (Carrier.foreignBlocksKeepTheDriver()) {
          var poller = new DevicePoller(driver);
          kernel = new LoopKernel(clock, poller.driver(), JvmServices::new);
          thread = poller.thread(name, kernel, this::work, this::failed);
        } else {
          kernel = new LoopKernel(clock, driver, JvmServices::new);
          thread = Thread.ofPlatform().name(name).stackSize(STACK_BYTES).unstarted(this::work);
        }
      } catch (Throwable failure) {
        driver.close();
        throw failure;
      }
      bySignal = new SignalledRun(kernel.end()::cancelMain);
    }

    private void failed(Throwable refused) {
      broken = refused;
      kernel.close();
    }

    private void work() {
      Watchdog watchdog = null;
      try (kernel) {
        watchdog = Watchdog.start(kernel.turnMeter(), thread.getName());
        if (DeadlineWatch.canWatch(clock)) {
          DeadlineWatch.prepare();
        }
        WarmUp.kernel();
        LoggerSearch.await();
        activations.forEach(kernel::observe);
        task = kernel.start(main);
        LoopRun.untilDone(kernel);
      } catch (Throwable fault) {
        broken = fault;
      } finally {
        if (watchdog != null) {
          watchdog.close();
        }
      }
    }

    T await() throws X {
      boolean interrupted = false;
      try {
        begin();
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException wanted) {
            interrupted = true;
            kernel
                .end()
                .cancelMain(
                    new Cancelled(
                        "the thread that called run was interrupted",
                        Thread.currentThread().getName()));
          }
        }
      } finally {
        TerminationSignals.end(bySignal);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      return result();
    }

    /**
     * Takes over the termination signals, and starts the thread. If that fails, closes the devices,
     * which only the thread would close otherwise.
     */
    private void begin() {
      try {
        TerminationSignals.begin(bySignal);
        thread.start();
      } catch (Throwable refused) {
        kernel.close();
        throw refused;
      }
    }

    private T result() throws X {
      if (broken != null) {
        throw new IllegalStateException("the kernel broke: " + Text.of(broken), broken);
      }
      RuntimeException ofKernel = kernel.end().failure();
      bySignal.endProgramUnlessMet(ofKernel == null ? failure() : ofKernel);
      if (ofKernel != null) {
        throw ofKernel;
      }
      if (task == null) {
        throw new AssertionError("the kernel ended without a main task");
      }
      Outcome<T> outcome = task.outcome().orElseThrow();
      if (outcome instanceof Outcome.Cancellation<T>) {
        TerminationSignals.endProgram();
      }
      return outcome.valueOrThrow();
    }

    private @Nullable Throwable failure() {
      return task != null && task.outcome().orElse(null) instanceof Outcome.Failure<T>(var cause)
          ? cause
          : null;
    }
  }
}
