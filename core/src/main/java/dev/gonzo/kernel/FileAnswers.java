package dev.gonzo.kernel;

import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/** Who answers the traps on files: threads outside the kernel, where a driver cannot do better. */
@FunctionalInterface
public interface FileAnswers {
  /**
   * Answers a trap, on the task's own stack.
   *
   * @param task who asks; is suspended if the answer has to wait
   * @param trap what it asks for
   * @return the answer
   * @throws Exception what the task meets at the trap
   */
  @Nullable Object answer(LoopTask<?> task, Trap.Files<?> trap) throws Exception;
}
