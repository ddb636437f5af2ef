package dev.gonzo.testing;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.kernel.Kernel;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario again and again, cancelling it at another checkpoint each time. A property that
 * holds after every run holds wherever a cancellation arrives.
 *
 * <pre>{@code
 * int runs = CancelEverywhere.on(() -> Kernels.of("none", new VirtualClock()))
 *     .check(() -> new Scenario() {
 *       final Semaphore permits = Semaphore.of(1);
 *       public void run() { try (var held = permits.acquire()) { sleep(ofMillis(1)); } }
 *       public void check() { assertThat(permits.available()).isEqualTo(1); }
 *     });
 * }</pre>
 *
 * <p>The checkpoints of all tasks of the scenario are counted, in the order in which they are
 * reached; the task that reaches the chosen one is cancelled. There are three series of runs: the
 * cancellation comes on entry to the checkpoint, while the task waits there, and by a deadline
 * around the scenario. Runs must be deterministic: no I/O, no threads, a virtual clock.
 */
public final class CancelEverywhere {
  /** A scenario whose checkpoints never end is a loop, not a scenario. */
  private static final int MOST_RUNS = 100_000;

  private final Supplier<Kernel> kernels;

  private CancelEverywhere(Supplier<Kernel> kernels) {
    this.kernels = kernels;
  }

  /** The code to run, created anew for each run, inside a task. */
  public interface Scenario {
    /**
     * Runs the code that is cancelled. It may end by a cancellation or by an expired deadline; any
     * other exception fails the run.
     *
     * @throws Exception any failure
     */
    @Async
    void run() throws Exception;

    /**
     * Checks what must hold afterwards, wherever the scenario was cancelled.
     *
     * @throws Exception if it does not hold
     */
    @Async
    void check() throws Exception;
  }

  /** How the cancellation comes. */
  public enum Strike {
    /** On entry to the checkpoint, before it has done anything. */
    ON_ENTRY,
    /** While the task waits there, if it must wait. */
    WHILE_WAITING,
    /** By a deadline around the scenario, which passes on entry to a checkpoint of its own task. */
    BY_DEADLINE
  }

  /**
   * Sets the kernels to run on.
   *
   * @param kernels creates a kernel for each run
   * @return an object that checks scenarios on them
   */
  public static CancelEverywhere on(Supplier<Kernel> kernels) {
    return new CancelEverywhere(Objects.requireNonNull(kernels));
  }

  /**
   * Runs a scenario once without a cancellation, and then cancelled at each of its checkpoints in
   * each way.
   *
   * @param scenarios creates a scenario for each run
   * @return the number of runs
   * @throws AssertionError if a run failed; the message says how to repeat it
   */
  public int check(Supplier<? extends Scenario> scenarios) {
    int runs = 0;
    for (Strike strike : Strike.values()) {
      int checkpoint = 1;
      while (checkOnly(strike, checkpoint, scenarios)) {
        runs++;
        if (++checkpoint > MOST_RUNS) {
          throw new AssertionError("the scenario has more than " + MOST_RUNS + " checkpoints");
        }
      }
      runs++;
    }
    return runs;
  }

  /**
   * Repeats one run, for example one that failed.
   *
   * @param strike how the cancellation comes
   * @param checkpoint the number of the checkpoint, from 1
   * @param scenarios creates the scenario
   * @return whether the scenario reached that checkpoint
   * @throws AssertionError if the run failed
   */
  public boolean checkOnly(Strike strike, int checkpoint, Supplier<? extends Scenario> scenarios) {
    try {
      return run(kernels.get(), () -> attempt(strike, checkpoint, scenarios.get()));
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "cancelled at checkpoint %d, %s: repeat it with checkOnly(Strike.%s, %d, ...): %s"
              .formatted(checkpoint, strike, strike, checkpoint, failure.getMessage()),
          failure);
    }
  }

  private static boolean attempt(Strike strike, int checkpoint, Scenario scenario)
      throws Exception {
    var interceptor = new Interceptor(strike, checkpoint);
    Task<?> task = spawn("scenario", () -> interceptor.run(scenario::run));
    try {
      task.join();
    } catch (TaskFailedException failed) {
      if (!isCancellation(failed.getCause())) {
        throw failed;
      }
    }
    Gonzo.withoutCancellation(scenario::check);
    return interceptor.hasStruck();
  }

  private static boolean isCancellation(@Nullable Throwable cause) {
    return cause instanceof Cancelled
        || cause instanceof DeadlineExceededException
        || (cause instanceof TaskFailedException failed && isCancellation(failed.getCause()));
  }
}
