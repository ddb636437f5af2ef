package dev.gonzo.kernel.loop;

import dev.gonzo.trap.EnvironmentTrap;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps about the environment of the process as the JVM knows it, for drivers that have
 * none of their own.
 */
@FunctionalInterface
public interface EnvironmentAnswers {
  /**
   * Answers a trap, on the task's own stack.
   *
   * @param task the task; it is suspended if the answer must wait
   * @param trap the trap
   * @return the answer, or the undo of the wait for it
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object answer(LoopTask<?> task, EnvironmentTrap<?> trap) throws Exception;
}
