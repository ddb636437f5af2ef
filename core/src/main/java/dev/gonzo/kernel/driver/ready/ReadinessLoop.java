package dev.gonzo.kernel.driver.ready;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one direction of a handle: it refuses a second task, and then tries the system
 * call whenever that may succeed, and waits for an event when the call has found nothing.
 *
 * <p>A driver makes one of these for each of its operations, once, so that answering a trap
 * allocates nothing here; and it calls {@link #run} where it answers the trap, so that a waiting
 * task has no frame more on its stack than if each operation had its own loop.
 *
 * @param <H> the kind of handle
 * @param <A> the trap
 * @param <R> its answer
 */
public final class ReadinessLoop<H extends ReadyHandle, A extends Trap<?>, R> {
  private final Attempt<H, A, R> attempt;
  private final boolean takesInput;

  private ReadinessLoop(Attempt<H, A, R> attempt, boolean takesInput) {
    this.attempt = attempt;
    this.takesInput = takesInput;
  }

  /**
   * One attempt, which does not wait.
   *
   * @param <H> the kind of handle
   * @param <A> the trap
   * @param <R> its answer
   */
  @FunctionalInterface
  public interface Attempt<H, A, R> {
    /**
     * Tries the operation. On the task's own stack.
     *
     * @param asked the trap
     * @param handle the handle, which is open
     * @return the answer; null if the task must wait for an event
     * @throws Exception the failure, for the task
     */
    @Nullable R attempt(A asked, H handle) throws Exception;
  }

  /**
   * Returns the loop for an operation that takes bytes or connections in.
   *
   * @param attempt one attempt
   * @param <H> the kind of handle
   * @param <A> the trap
   * @param <R> its answer
   * @return the loop
   */
  public static <H extends ReadyHandle, A extends Trap<?>, R> ReadinessLoop<H, A, R> input(
      Attempt<H, A, R> attempt) {
    return new ReadinessLoop<>(attempt, true);
  }

  /**
   * Returns the loop for an operation that sends bytes out.
   *
   * @param attempt one attempt
   * @param <H> the kind of handle
   * @param <A> the trap
   * @param <R> its answer
   * @return the loop
   */
  public static <H extends ReadyHandle, A extends Trap<?>, R> ReadinessLoop<H, A, R> output(
      Attempt<H, A, R> attempt) {
    return new ReadinessLoop<>(attempt, false);
  }

  /**
   * Answers the trap, after waiting if necessary. On the task's own stack.
   *
   * @param task the task
   * @param asked its trap
   * @param handle the handle
   * @return the answer
   * @throws Exception the failure of the operation, or the cancellation
   */
  public R run(LoopTask<?> task, A asked, H handle) throws Exception {
    Direction direction = takesInput ? handle.input : handle.output;
    direction.requireFree();
    while (true) {
      handle.requireOpen();
      if (direction.isReady()) {
        R answer = attempt.attempt(asked, handle);
        if (answer != null) {
          return answer;
        }
        direction.drained();
      }
      handle.await(task, asked, direction);
    }
  }
}
