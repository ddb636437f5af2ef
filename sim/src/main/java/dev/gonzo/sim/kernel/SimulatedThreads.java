package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadPlaces;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the blocking work of a host's tasks in virtual threads of the simulation, so that it takes
 * simulated time, in the order of the seed.
 */
final class SimulatedThreads implements ThreadAnswers, ProcessThreads {
  private static final int MOST = 64;

  private final LoopKernel kernel;
  private final ThreadPlaces places = new ThreadPlaces("runInThread", MOST);

  SimulatedThreads(LoopKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public @Nullable Object run(LoopTask<?> task, RunInThread<?> trap) {
    ThreadPlaces asked = trap.places();
    return ThreadedWork.begin(kernel, task, trap, asked == null ? places : asked);
  }

  @Override
  public @Nullable Object resolve(LoopTask<?> task, Resolve trap) {
    throw new UnsupportedTrapException("sim", trap);
  }

  @Override
  public <T extends @Nullable Object> T run(LoopTask<?> task, Trap<?> trap, Work<T> work) {
    throw new UnsupportedTrapException("sim", trap);
  }

  @Override
  public <T extends @Nullable Object> T runPatiently(LoopTask<?> task, Trap<?> trap, Work<T> work) {
    throw new UnsupportedTrapException("sim", trap);
  }

  @Override
  public <T extends @Nullable Object> T runWait(LoopTask<?> task, Trap<?> trap, Work<T> wait) {
    throw new UnsupportedTrapException("sim", trap);
  }

  @Override
  public void execute(Runnable work, Consumer<Throwable> refused) {
    refused.accept(
        new UnsupportedOperationException("the sim kernel has no threads for processes"));
  }

  @Override
  public void post(Runnable action) {
    kernel.post(action);
  }
}
