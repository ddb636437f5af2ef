package dev.gonzo.kernel.loop;

/**
 * Ends a wait without an answer. The code that makes a task wait returns it, and a cancellation
 * calls it.
 */
@FunctionalInterface
public interface Undo {
  /**
   * Takes the task out of its wait.
   *
   * @return false if that is no longer possible, because the operation cannot be stopped: it will
   *     complete by itself, and answer then
   */
  boolean undo();

  /**
   * Ends the wait of a task that will never run again, because its kernel ends without it. On the
   * kernel's thread.
   */
  default void abandon() {
    boolean _ = undo();
  }
}
