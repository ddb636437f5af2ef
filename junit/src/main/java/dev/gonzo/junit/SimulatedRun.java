package dev.gonzo.junit;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One simulation, whose main task runs the methods of a test. */
final class SimulatedRun {
  /** The main task has the time of the simulation to clean up. */
  static final Duration MOST_CLEAN_UP = Duration.ofMinutes(10);

  private final Simulation simulation;
  private final Transcript transcript;
  private final Recorder recorder = new Recorder();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread runner;
  // Written before the latch is opened.
  private @Nullable Ending<?> ending;
  private @Nullable Throwable broken;

  /**
   * Prepares a simulation.
   *
   * @param options its seed, and how it runs
   * @param methods returns the next method of the test, on the thread of the simulation, which is
   *     at a standstill meanwhile
   * @param whenOver called with the reason why it runs no more methods, after its end
   */
  SimulatedRun(SimulationOptions options, Supplier<Body<?>> methods, Consumer<Throwable> whenOver) {
    simulation = Simulation.of(options).addObserver(recorder);
    transcript = new Transcript();
    runner =
        Thread.ofPlatform()
            .daemon()
            .name("gonzo-simulated-test-" + options.seed())
            .unstarted(() -> work(methods, whenOver));
    runner.setContextClassLoader(Thread.currentThread().getContextClassLoader());
  }

  private void work(Supplier<Body<?>> methods, Consumer<Throwable> whenOver) {
    Throwable why = null;
    try {
      Ending<?> ended = simulation.run(() -> MainTask.serve(() -> next(methods)));
      ending = ended;
      why = ended.failure().orElse(null);
    } catch (Throwable thrown) {
      broken = thrown;
      why = thrown;
    } finally {
      whenOver.accept(
          why == null ? new IllegalStateException("the simulation of this test has ended") : why);
      over.countDown();
    }
  }

  /** In the main task; a cancellation does not reach it here. */
  private Body<?> next(Supplier<Body<?>> methods) {
    return Gonzo.withoutCancellation(() -> {
      Simulation.settle();
      return simulation.outside(methods);
    });
  }

  void start() {
    runner.start();
  }

  Simulation simulation() {
    return simulation;
  }

  Transcript transcript() {
    return transcript;
  }

  Recorder recorder() {
    return recorder;
  }

  /** The hosts with programs of the test class, by their names. */
  Map<String, Host> hosts() {
    return hosts;
  }

  /**
   * Waits until the simulation is over.
   *
   * @return whether it is
   */
  boolean awaitEnd(Duration most) throws InterruptedException {
    return over.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Ends the simulation from outside.
   *
   * @param why the first line of the report
   * @param grace how long to wait for its end
   * @return a report, with the tasks of the main program at that moment
   */
  String abandon(String why, Duration grace) {
    String report =
        why + ". The tasks of the main program then:\n" + Task.treeOf(recorder.livingTasks());
    simulation.abandon(new IllegalStateException(why));
    boolean interrupted = false;
    try {
      if (!awaitEnd(grace)) {
        report += "A task runs in a loop that never suspends, so the simulation does not end.\n";
      }
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return report;
  }

  /**
   * How it has ended.
   *
   * @throws Throwable if there was no simulation
   */
  Ending<?> ending() throws Throwable {
    if (broken != null) {
      throw broken;
    }
    if (ending == null) {
      throw new IllegalStateException("the simulation has not ended");
    }
    return ending;
  }
}
