package dev.gonzo.kernel.loop;

import org.jspecify.annotations.Nullable;

/**
 * Returned by the kernel in place of an answer when the task must wait: the undo of that wait. The
 * end of the wait brings the answer.
 */
public interface Suspended extends Undo {
  /**
   * Returns the answer of the trap when the wait has ended. On the task's own stack, so that an
   * exception thrown here shows where the task waited.
   *
   * @param task the task
   * @param given what the task was resumed with; by default that is the answer
   * @return the answer, or the next wait
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object ended(LoopTask<?> task, @Nullable Object given) throws Exception {
    return given;
  }
}
