package dev.gonzo.tck;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskFailed;
import dev.gonzo.kernel.Kernel;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario again and again, and each time cancels it at another of its checkpoints: what
 * holds after every one of these runs holds wherever a cancellation arrives.
 *
 * <pre>{@code
 * int runs = CancelEverywhere.on(() -> Kernels.open("none", new VirtualClock()))
 *     .check(() -> new Scenario() {
 *       final Semaphore permits = Semaphore.of(1);
 *       public void run() { try (var held = permits.acquire()) { sleep(ofMillis(1)); } }
 *       public void check() { assertThat(permits.available()).isEqualTo(1); }
 *     });
 * }</pre>
 *
 * <p>The checkpoints of all tasks that the scenario spawns count, in the order in which they are
 * reached; the one that reaches the chosen one is cancelled. Three series are run: the cancellation
 * comes on entry of the checkpoint, while the task waits there, and by a deadline around the
 * scenario. The kernel must make runs alike: no I/O, no threads, a virtual clock.
 */
public final class CancelEverywhere {
  /** A scenario whose checkpoints never end is a loop, not a scenario. */
  private static final int MOST_RUNS = 100_000;

  private final Supplier<Kernel> kernels;

  private CancelEverywhere(Supplier<Kernel> kernels) {
    this.kernels = kernels;
  }

  /** What is run, made anew for each run, inside a task. */
  public interface Scenario {
    /**
     * Does what is to be cancelled. It may end by a cancellation or by an expired deadline; any
     * other exception fails the run.
     *
     * @throws Exception a failure
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
    /** On entry of the checkpoint, before it has done anything. */
    ON_ENTRY,
    /** While the task waits there, if it has to. */
    WHILE_WAITING,
    /** By a deadline around the scenario, which passes on entry of a checkpoint of its own task. */
    BY_DEADLINE
  }

  /**
   * Chooses the kernels.
   *
   * @param kernels makes one for each run
   * @return to be given scenarios
   */
  public static CancelEverywhere on(Supplier<Kernel> kernels) {
    return new CancelEverywhere(Objects.requireNonNull(kernels));
  }

  /**
   * Runs a scenario undisturbed once, and then cancelled at each of its checkpoints in each way.
   *
   * @param scenarios makes one for each run
   * @return how many runs that took
   * @throws AssertionError if a run failed; its message tells how to repeat that one
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
   * Does one of the runs: to repeat one that failed.
   *
   * @param strike how the cancellation comes
   * @param checkpoint at which checkpoint, from 1
   * @param scenarios makes the scenario
   * @return whether the scenario came as far as that checkpoint
   * @throws AssertionError if the run failed
   */
  public boolean checkOnly(Strike strike, int checkpoint, Supplier<? extends Scenario> scenarios) {
    try {
      return run(kernels.get(), () -> attempt(strike, checkpoint, scenarios.get()));
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "cancelled at checkpoint %d, %s: repeat it by checkOnly(Strike.%s, %d, ...): %s"
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
    } catch (TaskFailed failed) {
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
        || (cause instanceof TaskFailed failed && isCancellation(failed.getCause()));
  }
}
