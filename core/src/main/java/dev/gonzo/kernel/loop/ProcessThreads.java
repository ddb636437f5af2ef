package dev.gonzo.kernel.loop;

import dev.gonzo.trap.Trap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes in threads, for drivers: the system may wait there for a device, and the first
 * start in a JVM loads and links classes for a hundred milliseconds.
 *
 * <p>Kernel thread only, except where noted.
 */
public interface ProcessThreads {
  /**
   * Work that a thread does for a task.
   *
   * @param <T> the type of its result
   */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    /**
     * Does the work, in a thread.
     *
     * @param progress shows whether the task still waits for it
     * @return its result
     * @throws Exception the exception to throw in the task
     */
    T perform(Progress progress) throws Exception;
  }

  /** The progress of work, for its thread. */
  interface Progress {
    /**
     * Announces a step that cannot be undone. From here on a cancelled task waits for the end.
     *
     * @return false if the task has been cancelled and has left: the step must not be taken
     */
    boolean commit();

    /** {@return whether the task has been cancelled and has left} */
    boolean isLeft();
  }

  /**
   * Suspends the task until a thread has done the work. On the task's own stack.
   *
   * <p>A cancelled task goes on at once, unless the work has committed.
   *
   * @param task the task
   * @param trap its trap
   * @param work the work
   * @param <T> the type of its result
   * @return the result
   * @throws Exception the exception of the work, or the cancellation
   */
  <T extends @Nullable Object> T run(LoopTask<?> task, Trap<?> trap, Work<T> work) throws Exception;

  /**
   * Like {@link #run}, for work that may wait without end: it gets a thread of its own.
   *
   * @param task the task
   * @param trap its trap
   * @param work the work
   * @param <T> the type of its result
   * @return the result
   * @throws Exception the exception of the work, or the cancellation
   */
  <T extends @Nullable Object> T runPatiently(LoopTask<?> task, Trap<?> trap, Work<T> work)
      throws Exception;

  /**
   * Like {@link #runPatiently}, for a wait that ends by itself soon after its task has left: any
   * number of them may be left.
   *
   * @param task the task
   * @param trap its trap
   * @param wait the wait, which has to look at its {@link Progress}
   * @param <T> the type of its result
   * @return the result
   * @throws Exception the exception of the wait, or the cancellation
   */
  <T extends @Nullable Object> T runWait(LoopTask<?> task, Trap<?> trap, Work<T> wait)
      throws Exception;

  /**
   * Runs work that may block in a thread of its own, with no task that waits for it.
   *
   * @param work the work
   * @param refused takes the reason, on the loop's own stack, if there is no thread
   */
  void execute(Runnable work, Consumer<Throwable> refused);

  /**
   * Queues an action to run on the loop's own stack. Any thread may call it.
   *
   * @param action the action
   */
  void post(Runnable action);
}
