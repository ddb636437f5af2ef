package dev.gonzo.kernel;

import dev.gonzo.kernel.file.LinuxFile;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/** Who answers the traps on files: threads outside the kernel, where a driver cannot do better. */
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

  /**
   * Finds a file that Linux can read and write by itself, for a driver that asks it to. Whoever
   * uses its descriptor holds it meanwhile.
   *
   * @param handle what a task names
   * @return the file; null if it is of another kind or of another kernel
   */
  @Nullable LinuxFile regular(Handle handle);

  /**
   * Lets go of a file that was held, without a wait.
   *
   * @param file which
   */
  void release(LinuxFile file);

  /**
   * Copies bytes of a file to a descriptor that does not wait, in a thread, since the file may. A
   * cancelled task waits for its end: it has happened or not.
   *
   * @param task who asks; is suspended
   * @param trap at what
   * @param file held meanwhile
   * @param descriptor whereto
   * @param position of the first byte
   * @param count at most how many
   * @return how many, 0 at the end of the file, or the negated error number
   * @throws Exception what the task meets at the trap
   */
  long copy(
      LoopTask<?> task, Trap<?> trap, LinuxFile file, int descriptor, long position, long count)
      throws Exception;
}
