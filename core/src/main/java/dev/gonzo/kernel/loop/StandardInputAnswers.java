package dev.gonzo.kernel.loop;

import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import org.jspecify.annotations.Nullable;

/**
 * Reads the standard input in a thread outside the kernel, for drivers that cannot read it
 * themselves.
 */
@FunctionalInterface
public interface StandardInputAnswers {
  /**
   * Answers a read, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the answer, or the undo of the wait for it
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object answer(LoopTask<?> task, ReadStandardInput trap) throws Exception;
}
