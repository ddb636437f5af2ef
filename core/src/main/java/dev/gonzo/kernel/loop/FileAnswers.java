package dev.gonzo.kernel.loop;

import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps on files that a driver does not answer itself, in threads outside the kernel.
 */
public interface FileAnswers {
  /**
   * Answers a trap, on the task's own stack.
   *
   * @param task the task; it is suspended if the answer must wait
   * @param trap the trap
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap) throws Exception;

  /**
   * Returns the file of a handle, for a driver that reads or writes its descriptor itself. The
   * driver must hold the file while it uses the descriptor.
   *
   * @param handle the handle
   * @return the file; null if the handle is of another kind or of another kernel
   */
  @Nullable RegularFile regular(Handle handle);

  /**
   * Releases a file that was held, without blocking.
   *
   * @param file the file
   */
  void release(RegularFile file);

  /**
   * Copies bytes of a file to a non-blocking descriptor, in a thread, since reading the file may
   * block. A cancelled task waits for its end, so that the copy has either happened or not.
   *
   * @param task the task, which is suspended
   * @param trap its trap
   * @param file the file, held until the copy has ended
   * @param descriptor where the bytes go
   * @param position the position of the first byte in the file
   * @param count how many bytes at most
   * @return how many bytes, 0 at the end of the file, or the negated error number
   * @throws Exception the exception to throw in the task
   */
  long copy(
      LoopTask<?> task, Trap<?> trap, RegularFile file, int descriptor, long position, long count)
      throws Exception;
}
