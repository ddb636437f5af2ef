package dev.gonzo.junit;

import dev.gonzo.Cancelled;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.report.Rethrow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * The kernel of one test. It runs on a thread of its own from the first method of the test to the
 * end of the last; its main task runs the methods that JUnit's thread passes to it.
 */
final class TestKernel implements AutoCloseable {
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  /** How long the clean-up of tasks that were left behind may take before the kernel ends it. */
  private static final Duration MOST_CLEAN_UP = Duration.ofSeconds(5);

  private static final Duration MOST_CLEAN_UP_IN_VIRTUAL_TIME = Duration.ofMinutes(10);

  private final Kernel kernel;
  private final Duration mostCleanUp;
  private final Recorder recorder = new Recorder();
  private final HandOver handOver = new HandOver();
  private final GonzoThreads threads;
  private final Thread runner;
  private final TimeLimit limit;
  private final CountDownLatch ended = new CountDownLatch(1);
  // Dynamic tests of one factory may come from several threads: one at a time.
  private final ReentrantLock turn = new ReentrantLock();
  // Written before the latch is opened.
  private @Nullable Throwable failure;
  // The failure that a method of the test has thrown already. Under the lock.
  private @Nullable Throwable thrown;
  private boolean finished;

  private TestKernel(Kernel kernel, boolean virtual, Duration grace) {
    this.kernel = kernel;
    mostCleanUp = virtual ? MOST_CLEAN_UP_IN_VIRTUAL_TIME : MOST_CLEAN_UP;
    String name = "gonzo-test-" + NUMBERS.getAndIncrement();
    threads = new GonzoThreads(name);
    runner = threads.create(name, this::work);
    runner.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    limit = new TimeLimit(grace, runner, recorder);
  }

  /**
   * Starts the kernel for a test.
   *
   * @param how what the test's annotation asks for
   * @param grace how long a cancelled test may go on before its kernel is abandoned
   */
  static TestKernel start(GonzoTest how, Duration grace) {
    MissingFlags.name();
    var started = new TestKernel(open(how), how.virtualTime(), grace);
    started.runner.start();
    return started;
  }

  private static Kernel open(GonzoTest how) {
    if (how.virtualTime()) {
      String name = how.kernel().isEmpty() ? Kernels.of().name() : how.kernel();
      return Kernels.of(name, new VirtualClock());
    }
    return how.kernel().isEmpty() ? Kernels.of() : Kernels.of(how.kernel());
  }

  // ---------------------------------------------------------------- the kernel's side

  private void work() {
    Throwable why = null;
    try {
      observed()
          .leavingSignals()
          .run(() -> {
            MainTask.serve(handOver::take);
            return null;
          });
    } catch (Throwable broken) {
      why = broken;
    } finally {
      failure = why;
      handOver.close(
          why == null || why instanceof Cancelled
              ? new IllegalStateException("the kernel of this test has ended")
              : why);
      ended.countDown();
    }
  }

  private Kernel observed() {
    try {
      return kernel.observedBy(recorder);
    } catch (UnsupportedOperationException unobservable) {
      return kernel; // then only its tasks' results count
    }
  }

  // ---------------------------------------------------------------- JUnit's side

  /** Runs a method of the test in the main task, and returns or throws what it does. */
  <T extends @Nullable Object> T call(Invocation<T> invocation) throws Throwable {
    turn.lock();
    try {
      return run(Body.of(invocation));
    } finally {
      turn.unlock();
    }
  }

  /** Runs a dynamic test in the main task, and fails it for what it has left behind. */
  void callAlone(Invocation<@Nullable Void> invocation) throws Throwable {
    turn.lock();
    try {
      var findings = new Findings();
      Recorder.Mark mark = run(Body.of(recorder::mark));
      try {
        run(Body.of(invocation));
      } catch (Throwable failed) {
        findings.add(failed);
      }
      Inspection inspection = run(Body.of(() -> Inspection.of(recorder, mark, mostCleanUp, false)));
      findings.addAll(inspection.failures());
      findings.addLeftBehind(inspection.leftBehind());
      findings.throwAny();
    } finally {
      turn.unlock();
    }
  }

  private <T extends @Nullable Object> T run(Body<T> body) throws Throwable {
    handOver.give(body);
    if (!limit.await(body)) {
      var abandoned = new IllegalStateException("the kernel of this test was abandoned");
      handOver.close(abandoned);
      recorder.abandonKernel("the test does not end");
      finished = true;
      throw remember(limit.abandonment());
    }
    try {
      return body.result();
    } catch (Throwable failed) {
      throw remember(failed);
    }
  }

  private Throwable remember(Throwable failed) {
    if (thrown == null) {
      thrown = failed;
    }
    return failed;
  }

  /** What is to be added to the message of a failure by JUnit's timeout; null if there was none. */
  @Nullable String takeTimeoutReport() {
    turn.lock(); // a method that was interrupted in another thread may not have ended yet
    try {
      return limit.takeReport();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Ends the kernel after the last method of the test.
   *
   * @throws Throwable what the test has left behind, and what has failed unnoticed
   */
  void finish() throws Throwable {
    turn.lock();
    try {
      if (finished) {
        return;
      }
      finished = true;
      var findings = new Findings();
      boolean wasOver = ended.getCount() == 0;
      if (!wasOver) {
        inspectAll(findings);
      }
      List<String> left = threadsAtEnd();
      if (failure != null && failure != thrown && !(failure instanceof Cancelled)) {
        findings.add(failure);
      }
      findings.addLeftBehind(left);
      findings.throwAny();
    } finally {
      turn.unlock();
    }
  }

  private List<String> threadsAtEnd() {
    if (awaitEnd()) {
      return threads.running();
    }
    String stubborn = limit.stubbornKernel();
    recorder.abandonKernel("the test has ended, and its tasks do not");
    return List.of(stubborn);
  }

  private void inspectAll(Findings findings) {
    try {
      Inspection inspection =
          run(Body.last(() -> Inspection.of(recorder, Recorder.Mark.BEGINNING, mostCleanUp, true)));
      findings.addAll(inspection.failures());
      findings.addLeftBehind(inspection.leftBehind());
    } catch (Throwable failed) {
      if (!(failed instanceof Cancelled)) {
        findings.add(failed);
      }
    }
  }

  private boolean awaitEnd() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return ended.await(limit.mostSecondsToEnd(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the kernel if that was not done, because the test could not begin. */
  @Override
  public void close() {
    try {
      finish();
    } catch (Throwable fault) {
      throw Rethrow.unchecked(fault);
    }
  }
}
