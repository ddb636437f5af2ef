package dev.gonzo.kernel;

/** The way back out of a wait: what put a task to wait hands it back, and cancelling calls it. */
@FunctionalInterface
public interface Undo {
  /**
   * Takes the task out of where it waits.
   *
   * @return false if that cannot be done now, because the operation is beyond recall: it will end
   *     by itself, and answer then
   */
  boolean undo();
}
