package dev.gonzo.recorder;

import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.Task;
import dev.gonzo.sim.jdk.RealReads;
import org.jspecify.annotations.Nullable;

/**
 * What the code of tasks reads from the JDK, and what differs from run to run: clocks, seeds,
 * random bytes. A recorder notes it, and a replay replaces it. It needs the agent of the simulator
 * ({@code SimulatorAgent}), without which nothing is noted.
 */
public interface JdkReads {
  /**
   * Whether the reads of a task are wanted now: its kernel is recorded or replayed, and the code of
   * the program runs, and not that of the kernel inside a trap.
   *
   * @param task the task that runs on the calling thread
   * @return whether they are
   */
  boolean isWanted(Task<?> task);

  /**
   * A task has read a number.
   *
   * @param task the task, on whose stack this is called
   * @param what the method that reads it, for example {@code System.nanoTime}
   * @param real what the JDK has read
   * @return what the task gets
   */
  long number(Task<?> task, String what, long real);

  /**
   * A task has read random bytes.
   *
   * @param task the task, on whose stack this is called
   * @param what the method that reads them
   * @param bytes what the JDK has read, to be replaced
   */
  void bytes(Task<?> task, String what, byte[] bytes);

  /**
   * A task uses the network past its kernel, so that nothing of it is recorded.
   *
   * @param task the task, on whose stack this is called
   * @param way what it uses, for example {@code java.net.http.HttpClient}
   * @param instead what to use instead, as a sentence
   */
  void leaves(Task<?> task, String way, String instead);

  /**
   * Sets what is asked in this JVM.
   *
   * @param reads is asked; null for none
   */
  static void set(@Nullable JdkReads reads) {
    RealReads.set(reads == null ? null : new OfTasks(reads));
  }

  /** Asks for the reads of tasks only. */
  final class OfTasks implements RealReads.Reader {
    private final JdkReads reads;

    private OfTasks(JdkReads reads) {
      this.reads = reads;
    }

    private @Nullable Task<?> wanted() {
      // False while an activation is called, which may read clocks too.
      Task<?> task = Coroutine.isRunning() ? CoroutineDriver.runningTask() : null;
      return task != null && reads.isWanted(task) ? task : null;
    }

    @Override
    public boolean isWanted() {
      return wanted() != null;
    }

    @Override
    public long number(String what, long real) {
      Task<?> task = wanted();
      return task == null ? real : reads.number(task, what, real);
    }

    @Override
    public void bytes(String what, byte[] bytes) {
      Task<?> task = wanted();
      if (task != null) {
        reads.bytes(task, what, bytes);
      }
    }

    @Override
    public void leaves(String way, String instead) {
      Task<?> task = wanted();
      if (task != null) {
        reads.leaves(task, way, instead);
      }
    }
  }
}
