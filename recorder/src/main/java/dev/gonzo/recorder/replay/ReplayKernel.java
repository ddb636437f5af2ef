package dev.gonzo.recorder.replay;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Elsewhere;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.run.KernelForOneRun;
import dev.gonzo.recorder.RecordedKernel;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A kernel that runs a program as it ran when it was recorded. */
public final class ReplayKernel extends KernelForOneRun {
  // A task's stack is on the kernel's thread while the task runs.
  private static final long STACK_BYTES = 16 << 20;

  private final RecordedKernel recorded;
  private final int number;
  private final ReplayOptions options;
  private final SharedStepsOfReplay steps;
  private volatile @Nullable ReplayRun<?> run;

  /**
   * Creates a kernel that has not run.
   *
   * @param recorded what was recorded of it
   * @param number its number among the recorded kernels, from 0
   * @param options how it is replayed
   * @param steps orders the steps on universal objects
   */
  public ReplayKernel(
      RecordedKernel recorded, int number, ReplayOptions options, SharedStepsOfReplay steps) {
    super(recorded.name(), Set.of(NetTrap.class, ProcessTrap.class));
    this.recorded = recorded;
    this.number = number;
    this.options = options;
    this.steps = steps;
  }

  /** {@return how the replay has ended, so far} Any thread may call it. */
  public ReplayResult result() {
    ReplayRun<?> current = run;
    return current == null
        ? new ReplayResult.NotReplayable(1, "the program has created this kernel, and not run it")
        : current.result();
  }

  @Override
  @SuppressWarnings("NullAway") // the main program returns a T
  protected <T extends @Nullable Object, X extends Exception> T runOnce(
      @Elsewhere AsyncCallable<T, X> main, List<Activation> activations) throws X {
    var one = new ReplayRun<T>(recorded, number, options, steps);
    run = one;
    Thread thread =
        new Thread(
            null, () -> one.work(main, activations), "gonzo-replay-" + number, STACK_BYTES, false);
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException wanted) {
        interrupted = true;
        one.cancel(new Cancelled("the thread that called run was interrupted", "the replay"));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      return one.valueOrThrow();
    } catch (Exception thrown) {
      throw Rethrow.unchecked(thrown);
    }
  }
}
