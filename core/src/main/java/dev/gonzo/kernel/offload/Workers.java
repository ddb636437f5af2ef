package dev.gonzo.kernel.offload;

import dev.gonzo.OnCancel;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadPlaces;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The work that one kernel runs in threads outside it, because it blocks in native code. Each kind
 * of work has places of its own, so that a kind that is stuck takes no threads from another.
 */
public final class Workers implements ThreadAnswers, Executor {
  private static final int WORK = 64;
  private static final int RESOLVE = 32;

  private final ThreadPlaces work = places("runInThread", "gonzo.threads.work", WORK);
  private final ThreadPlaces resolve = places("name resolution", "gonzo.threads.resolve", RESOLVE);
  private final LoopKernel kernel;
  final OffloadLoop loop;
  final AbandonedWork abandoned = new AbandonedWork();
  // Created by the first work, on the kernel's thread.
  private volatile @Nullable OffloadThreads threads;

  public Workers(LoopKernel kernel) {
    this.kernel = kernel;
    loop = new LoopActions(kernel);
  }

  private static ThreadPlaces places(String name, String property, int most) {
    return new ThreadPlaces(name, Math.max(1, Integer.getInteger(property, most)));
  }

  /**
   * Answers an address in its usual notation at once, and a name with the system's resolver, which
   * blocks.
   */
  @Override
  public @Nullable Object resolve(LoopTask<?> task, Resolve asked) throws Exception {
    String host = asked.host();
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException aName) {
      // resolved below
    }
    // The resolver ignores interrupts and may take half a minute, so a cancelled task abandons it.
    Callable<?> work = () -> Resolver.resolve(host);
    return run(
        task, asked, new RunInThread<@Nullable Object>(work, OnCancel.ABANDON, null), resolve);
  }

  /** Suspends the task until a worker has done the work. On the task's own stack. */
  @Override
  public @Nullable Object run(LoopTask<?> task, RunInThread<?> asked) throws Exception {
    ThreadPlaces places = asked.places();
    return run(task, asked, asked, places == null ? work : places);
  }

  private @Nullable Object run(
      LoopTask<?> task, Trap<?> trap, RunInThread<?> asked, ThreadPlaces places) throws Exception {
    var run = new WorkerRun<>(kernel, this, task, asked);
    // From the loop's own stack: starting a thread blocks on locks, which a task must not do inside
    // the kernel.
    loop.post(() -> run.ask(places));
    return task.suspend(trap, run);
  }

  /** Runs work in a thread. On the loop's own stack. */
  @Override
  public void execute(Runnable work) {
    OffloadThreads here = threads;
    if (here == null) {
      here = OffloadThreads.unbounded(new OffloadThreads.Factory("gonzo-worker-"));
      threads = here;
    }
    here.execute(work);
  }

  /** The threads that are alive. Any thread may call it. */
  public List<Thread> threads() {
    OffloadThreads here = threads;
    return here == null ? List.of() : here.living();
  }

  /**
   * Ends the workers. Every task has ended, so each worker is idle, and ends at once, or abandoned.
   * If the tasks were abandoned, workers that are not idle are interrupted and not waited for.
   */
  public void close() {
    OffloadThreads here = threads;
    if (here == null) {
      return;
    }
    if (kernel.end().isAbandoned()) {
      here.interruptAll();
      return;
    }
    here.close();
    List<String> places = abandoned.descriptions();
    if (places.isEmpty()) {
      here.awaitEnd();
    }
    AbandonedWork.warn("the kernel has ended, and abandoned work still runs, in", places);
  }
}
