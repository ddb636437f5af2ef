package dev.gonzo.recorder.replay;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Elsewhere;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.run.KernelForOneRun;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A kernel that runs a program as it ran when it was recorded. */
final class ReplayKernel extends KernelForOneRun {
  // A task's stack is on the kernel's thread while the task runs.
  private static final long STACK_BYTES = 16 << 20;

  private final ReplayKernels kernels;

  /**
   * Creates a kernel that has not run.
   *
   * @param name its name
   * @param kernels decides which recorded kernel it repeats
   */
  ReplayKernel(String name, ReplayKernels kernels) {
    super(name, Set.of(NetTrap.class, ProcessTrap.class));
    this.kernels = kernels;
  }

  @Override
  @SuppressWarnings("NullAway") // the main program returns a T
  protected <T extends @Nullable Object, X extends Exception> T runOnce(
      @Elsewhere AsyncCallable<T, X> main, List<Activation> activations) throws X {
    Role role = kernels.next(Thread.currentThread().getName());
    var one = new ReplayRun<T>(role, kernels);
    role.begins(one);
    Thread thread =
        new Thread(
            null,
            () -> one.work(main, activations),
            "gonzo-replay-" + role.number(),
            STACK_BYTES,
            false);
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
