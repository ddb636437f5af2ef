package dev.gonzo.recorder;

import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.Task;
import dev.gonzo.sim.jdk.RealReads;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What the code of tasks reads from the JDK, and what differs from run to run: clocks, seeds,
 * random bytes, variables of the environment, system properties, files. A recorder notes it, and a
 * replay replaces it. It needs the agent of the simulator ({@code SimulatorAgent}), without which
 * nothing is noted.
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
   * A task reads something else: a variable, a property, a file.
   *
   * @param task the task, on whose stack this is called
   * @param what what it reads, for example {@code System.getenv HOME}
   * @param real reads it; what is not null is a value that can be encoded
   * @return what the task gets
   * @throws Exception what {@code real} throws, or has thrown in the recording
   */
  @Nullable Object value(Task<?> task, String what, Callable<@Nullable Object> real)
      throws Exception;

  /**
   * A task uses the network past its kernel, so that nothing of it is recorded.
   *
   * @param task the task, on whose stack this is called
   * @param way what it uses, for example {@code java.net.http.HttpClient}
   * @param instead what to use instead, as a sentence
   */
  void leaves(Task<?> task, String way, String instead);

  /**
   * A collection of the JDK is used by the program. For nothing, by default.
   *
   * @param task the task that uses it, on whose stack this is called; null for a thread outside of
   *     the kernels
   * @param collection the collection
   * @param isChange whether that may change it
   */
  default void uses(@Nullable Task<?> task, Object collection, boolean isChange) {}

  /**
   * Lets the programs that are loaded from a class loader of their own report the collections that
   * they use. Before the agent starts: it costs some nanoseconds for each use.
   */
  static void reportCollections() {
    RealReads.reportCollections();
  }

  /**
   * Sets what is asked in this JVM.
   *
   * @param reads is asked; null for none
   */
  static void set(@Nullable JdkReads reads) {
    // Loads the classes that a read needs, before a thread reads while it loads a class.
    boolean _ = Coroutine.isRunning() && CoroutineDriver.runningTask() != null;
    RealReads.set(reads == null ? null : new OfTasks(reads));
  }

  /** Asks for the reads of tasks only. */
  final class OfTasks implements RealReads.Reader {
    private final JdkReads reads;

    private OfTasks(JdkReads reads) {
      this.reads = reads;
    }

    private @Nullable Task<?> wanted() {
      // Tasks are virtual threads. Other threads must not get any further: one that loads a class
      // reads the clock, and would wait for the lock of another class here.
      if (!Thread.currentThread().isVirtual()) {
        return null;
      }
      // False while an activation is called, which may read clocks too.
      Task<?> task = Coroutine.isRunning() ? CoroutineDriver.runningTask() : null;
      return task != null && reads.isWanted(task) ? task : null;
    }

    @Override
    public boolean isWanted() {
      return wanted() != null;
    }

    @Override
    public void uses(Object collection, boolean isChange) {
      Task<?> task = wanted();
      if (task != null || !Coroutine.isRunning()) {
        reads.uses(task, collection, isChange);
      }
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
    public @Nullable Object value(String what, Callable<@Nullable Object> real) throws Exception {
      Task<?> task = wanted();
      return task == null ? real.call() : reads.value(task, what, real);
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
