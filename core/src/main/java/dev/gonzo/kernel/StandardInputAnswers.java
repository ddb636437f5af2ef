package dev.gonzo.kernel;

import dev.gonzo.trap.ReadStandardInput;
import org.jspecify.annotations.Nullable;

/** Who reads the standard input: a thread outside the kernel, where a driver cannot do better. */
@FunctionalInterface
public interface StandardInputAnswers {
  /**
   * Answers a read, on the task's own stack.
   *
   * @param task who asks
   * @param trap what it asks for
   * @return the answer, or the way out of the wait for it
   * @throws Exception what the task meets at the trap
   */
  @Nullable Object answer(LoopTask<?> task, ReadStandardInput trap) throws Exception;
}
