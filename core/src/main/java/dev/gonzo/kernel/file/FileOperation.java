package dev.gonzo.kernel.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a thread does for a task: it may wait for the device as long as that takes.
 *
 * @param <T> the answer
 */
interface FileOperation<T extends @Nullable Object> {
  /**
   * Does it.
   *
   * @param scratch the thread's own memory, to read into
   * @return the answer
   * @throws Exception what the task meets instead
   */
  T perform(Scratch scratch) throws Exception;

  /**
   * Hands over what was read. Only if the task still waits, and cannot leave until this is done.
   */
  default void deliver(T answer, Scratch scratch) throws IOException {}

  /**
   * Whether a task that is cancelled leaves it to the thread: only what changes nothing may be left
   * so, or else what was cancelled would have happened.
   */
  default boolean canBeAbandoned() {
    return true;
  }

  /** Takes back what was abandoned. */
  default void takeBack(T answer, Scratch scratch) throws IOException {}
}
