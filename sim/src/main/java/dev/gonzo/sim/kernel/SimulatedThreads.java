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
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the blocking work of a host's tasks in virtual threads of the simulation, so that it takes
 * simulated time, in the order of the seed.
 */
final class SimulatedThreads implements ThreadAnswers, ProcessThreads {
  private static final int MOST = 64;

  private final LoopKernel kernel;
  private final boolean keepsThreads;
  private final ThreadPlaces places = new ThreadPlaces("runInThread", MOST);
  // In the order in which it was begun. Any thread, since work may go on outside after the end.
  private final Set<ThreadedWork<?>> unfinished =
      Collections.synchronizedSet(new LinkedHashSet<>());

  /**
   * Creates the threads of one run of a host.
   *
   * @param keepsThreads whether threads that are left after the end never run again
   */
  SimulatedThreads(LoopKernel kernel, boolean keepsThreads) {
    this.kernel = kernel;
    this.keepsThreads = keepsThreads;
  }

  void begun(ThreadedWork<?> work) {
    unfinished.add(work);
  }

  void ended(ThreadedWork<?> work) {
    unfinished.remove(work);
  }

  /** Frees the places of work that will never go on: others may wait for them. */
  void close() {
    if (keepsThreads) {
      List.copyOf(unfinished).forEach(ThreadedWork::leave);
    }
  }

  @Override
  public @Nullable Object run(LoopTask<?> task, RunInThread<?> trap) {
    ThreadPlaces asked = trap.places();
    return ThreadedWork.begin(kernel, this, task, trap, asked == null ? places : asked);
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
