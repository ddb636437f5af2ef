package dev.gonzo.kernel.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An operation on files that a thread does for a task, and that may block.
 *
 * @param <T> the type of the answer
 */
interface FileOperation<T extends @Nullable Object> {
  /**
   * Does the operation.
   *
   * @param scratch the thread's own memory, to read into
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  T perform(Scratch scratch) throws Exception;

  /**
   * Copies the bytes read to the task's buffer. Called only if the task still waits, and it cannot
   * leave until this is done.
   */
  default void deliver(T answer, Scratch scratch) throws IOException {}

  /**
   * Whether a cancelled task abandons it to the thread. Only operations that change nothing may be
   * abandoned, since otherwise a cancelled operation could still happen.
   */
  default boolean canBeAbandoned() {
    return true;
  }

  /** Undoes an abandoned operation. */
  default void takeBack(T answer, Scratch scratch) throws IOException {}
}
