package dev.gonzo;

/** Whether an async method may suspend: see {@link Async#value}. */
public enum Suspension {
  /**
   * The method may suspend, so that other tasks have their turns, and is a checkpoint, where a
   * cancellation can arrive; unless its description says otherwise.
   */
  POSSIBLE,
  /**
   * The method never suspends, and is no checkpoint: no other task has a turn before it returns,
   * and no cancellation arrives in it. It is async because it asks the kernel.
   */
  NEVER
}
