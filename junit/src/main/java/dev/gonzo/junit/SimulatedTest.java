package dev.gonzo.junit;

import dev.gonzo.Cancelled;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.SimulationOptions;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.opentest4j.AssertionFailedError;

/**
 * A test in its simulation, as JUnit's thread sees it: it passes the methods of the test, one at a
 * time, to the main task. Between two of them the simulation is at a standstill.
 */
final class SimulatedTest {
  private final Duration patience;
  private final Duration grace;
  private final BlockingQueue<Body<?>> given = new LinkedBlockingQueue<>();
  private final SimulatedRun run;
  // Guarded by this: why it takes no more methods, and the one that the main task has.
  private @Nullable Throwable closed;
  private @Nullable Body<?> current;
  private boolean isAbandoned;

  /**
   * Starts the simulation of a test.
   *
   * @param options the seed, and how it runs
   * @param patience how long a method may take in real time
   * @param grace how long to wait for the end of a simulation that takes longer
   */
  SimulatedTest(SimulationOptions options, Duration patience, Duration grace) {
    this.patience = patience;
    this.grace = grace;
    run = new SimulatedRun(options, this::next, this::close);
    run.start();
  }

  /** On the simulation's thread. */
  private Body<?> next() {
    while (true) {
      try {
        return given.take();
      } catch (InterruptedException foreign) {
        // No one may interrupt the thread of a simulation.
      }
    }
  }

  private synchronized void close(Throwable why) {
    closed = why;
    if (current != null) {
      current.lose(why);
    }
  }

  SimulatedRun run() {
    return run;
  }

  boolean isAbandoned() {
    return isAbandoned;
  }

  /** Runs a method of the test in the main task, and returns or throws what it does. */
  <T extends @Nullable Object> T call(Invocation<T> invocation) throws Throwable {
    return call(Body.of(invocation));
  }

  private <T extends @Nullable Object> T call(Body<T> body) throws Throwable {
    synchronized (this) {
      if (closed != null) {
        throw closed;
      }
      current = body;
      given.add(body);
    }
    boolean done;
    try {
      done = body.await(patience.toMillis());
    } catch (InterruptedException timeout) {
      throw abandoned("the test was interrupted");
    }
    if (!done) {
      throw abandoned(
          "it has not ended within "
              + patience.toSeconds()
              + " s of real time: a task may run in a loop that never suspends"
              + " (patienceSeconds of @Simulated allows more)");
    }
    return body.result();
  }

  private AssertionFailedError abandoned(String why) {
    isAbandoned = true;
    return new AssertionFailedError(run.abandon(why, grace));
  }

  /** Fails, in the main task, for what the main program has left behind. */
  static void inspect(SimulatedRun run) throws Throwable {
    var inspection =
        Inspection.of(run.recorder(), Recorder.Mark.BEGINNING, SimulatedRun.MOST_CLEAN_UP, true);
    var findings = new Findings();
    findings.addAll(inspection.failures());
    findings.addLeftBehind(inspection.leftBehind());
    findings.throwAny();
  }

  /**
   * Lets the main task end, after the last method of the test.
   *
   * @throws Throwable what the main program has left behind, and what has failed unnoticed
   */
  void finish() throws Throwable {
    if (isAbandoned || !isOpen()) {
      return;
    }
    try {
      Object _ =
          call(
              Body.last(() -> {
                inspect(run);
                return null;
              }));
    } catch (Cancelled ended) {
      // The main task was cancelled before, and that was reported.
    }
  }

  /**
   * Waits for the end of the simulation, after {@link #finish}.
   *
   * @return how it has ended
   * @throws Throwable if there was no simulation, or it does not end
   */
  Ending<?> ending() throws Throwable {
    if (!isAbandoned && !run.awaitEnd(patience)) {
      throw abandoned("the simulation does not end after the test");
    }
    return run.ending();
  }

  private synchronized boolean isOpen() {
    return closed == null;
  }
}
