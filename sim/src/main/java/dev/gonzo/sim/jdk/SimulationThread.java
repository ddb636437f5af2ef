package dev.gonzo.sim.jdk;

import dev.gonzo.Task;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a simulation. It carries all virtual threads of it, so the code that runs on it
 * belongs to the simulation.
 */
public final class SimulationThread extends Thread {
  // A task's stack is on this thread while the task runs.
  private static final long STACK_BYTES = 16 << 20;

  // This thread only: whose code it runs now.
  private @Nullable SimulatedJvm jvm;

  // One at a time in a JVM; empty between simulations.
  private static volatile @Nullable SimulationThread current;
  // The task whose turn it is; written by this thread, and read by those that report a hang.
  private volatile @Nullable Thread taskThread;
  private volatile @Nullable Task<?> task;
  private volatile String host = "";

  /**
   * Creates a thread that is not started.
   *
   * @param name its name
   * @param work what it does
   */
  public SimulationThread(String name, Runnable work) {
    super(null, work, name, STACK_BYTES, false);
  }

  /**
   * Records whose code runs on this thread from now on. On this thread.
   *
   * @param jvm the host; null for the simulation's own code
   */
  public void runsFor(@Nullable SimulatedJvm jvm) {
    this.jvm = jvm;
  }

  @Override
  public void run() {
    current = this;
    try {
      super.run();
    } finally {
      current = null;
    }
  }

  /** {@return the thread of the simulation that runs in this JVM; null if none does} */
  public static @Nullable SimulationThread current() {
    return current;
  }

  /**
   * Records which task has its turn.
   *
   * @param thread its thread
   * @param host the name of its host
   * @param task the task
   */
  public static void begins(Thread thread, String host, Task<?> task) {
    SimulationThread here = current;
    if (here != null && here.taskThread != thread) {
      here.host = host;
      here.task = task;
      here.taskThread = thread;
    }
  }

  /** {@return the thread of the task that had the last turn; null if none had} */
  public @Nullable Thread taskThread() {
    return taskThread;
  }

  /** {@return the name of that task, with its host} */
  public String taskName() {
    Task<?> last = task;
    return last == null ? "no task" : last.name() + "#" + last.id() + " of " + host;
  }

  /** {@return the host whose code the calling thread runs; null outside of simulations} */
  public static @Nullable SimulatedJvm jvmHere() {
    // Where no simulation can run, programs with the simulator on their class path still do.
    return JdkInternals.areAvailable() && JdkInternals.carrier() instanceof SimulationThread thread
        ? thread.jvm
        : null;
  }
}
