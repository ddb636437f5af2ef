package dev.gonzo.kernel.driver.ready;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one direction of a handle: it refuses a second task, and then tries the system
 * call whenever that may succeed, and waits for an event when the call has found nothing.
 *
 * <p>Discussion: who makes the call after an event? If the loop makes it, the task is resumed with
 * the answer: it comes back from its trap at once, and the frames of this class are not kept on its
 * stack while it waits. If the task makes it, it has to come down here again. So the loop does it
 * where one call completes the operation. A call that fails is repeated by the task, whose stack
 * the exception must show.
 *
 * <p>A driver makes one of these for each of its operations, once, so that answering a trap
 * allocates nothing here.
 *
 * @param <H> the kind of handle
 * @param <A> the trap
 * @param <R> its answer
 */
public final class ReadinessLoop<H extends ReadyHandle, A extends Trap<?>, R> {
  private final Attempt<H, A, R> attempt;
  private final boolean takesInput;
  private final boolean byLoop;

  private ReadinessLoop(Attempt<H, A, R> attempt, boolean takesInput, boolean byLoop) {
    this.attempt = attempt;
    this.takesInput = takesInput;
    this.byLoop = byLoop;
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
     * Tries the operation. On the task's own stack, or on the loop's.
     *
     * @param asked the trap
     * @param handle the handle, which is open
     * @return the answer; null if the task must wait for an event
     * @throws Exception the failure, for the task; the next attempt must fail in the same way
     */
    @Nullable R attempt(A asked, H handle) throws Exception;
  }

  /**
   * Returns the loop for an operation that takes bytes or connections in. Only the task itself
   * tries it.
   *
   * @param attempt one attempt
   * @param <H> the kind of handle
   * @param <A> the trap
   * @param <R> its answer
   * @return the loop
   */
  public static <H extends ReadyHandle, A extends Trap<?>, R> ReadinessLoop<H, A, R> input(
      Attempt<H, A, R> attempt) {
    return new ReadinessLoop<>(attempt, true, false);
  }

  /**
   * Returns the loop for an operation that takes bytes in, which the loop tries when the event
   * arrives.
   *
   * @param attempt one attempt, which may run on the loop's own stack
   * @param <H> the kind of handle
   * @param <A> the trap
   * @param <R> its answer
   * @return the loop
   */
  public static <H extends ReadyHandle, A extends Trap<?>, R> ReadinessLoop<H, A, R> inputByLoop(
      Attempt<H, A, R> attempt) {
    return new ReadinessLoop<>(attempt, true, true);
  }

  /**
   * Returns the loop for an operation that sends bytes out. Only the task itself tries it.
   *
   * @param attempt one attempt
   * @param <H> the kind of handle
   * @param <A> the trap
   * @param <R> its answer
   * @return the loop
   */
  public static <H extends ReadyHandle, A extends Trap<?>, R> ReadinessLoop<H, A, R> output(
      Attempt<H, A, R> attempt) {
    return new ReadinessLoop<>(attempt, false, false);
  }

  /**
   * Answers the trap, or makes the task wait. On the task's own stack.
   *
   * @param task the task
   * @param asked its trap
   * @param handle the handle
   * @return the answer, or the wait for it, which the caller must return to the task
   * @throws Exception the failure of the operation
   */
  public Object run(LoopTask<?> task, A asked, H handle) throws Exception {
    Direction direction = takesInput ? handle.input : handle.output;
    direction.requireFree();
    handle.requireOpen();
    if (direction.isReady()) {
      R answer = attempt.attempt(asked, handle);
      if (answer != null) {
        return answer;
      }
      direction.drained();
    }
    handle.expect(direction);
    return direction.waits(task, asked, this, handle);
  }

  /** Tries it when an event has arrived. On the loop's stack. Returns null if the task must. */
  @SuppressWarnings("unchecked") // the trap and the handle with which run has made the task wait
  @Nullable Object attemptByLoop(Trap<?> asked, ReadyHandle handle) {
    if (!byLoop || handle.isClosed()) {
      return null;
    }
    try {
      return attempt.attempt((A) asked, (H) handle);
    } catch (Exception failure) {
      return null; // the task finds it again
    }
  }

  /** Goes on after an event. On the task's own stack. */
  @SuppressWarnings("unchecked") // as above
  Object runAgain(LoopTask<?> task, Trap<?> asked, ReadyHandle handle) throws Exception {
    return run(task, (A) asked, (H) handle);
  }
}
