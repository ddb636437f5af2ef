package dev.gonzo;

/**
 * What becomes of work in a thread outside the kernel when the task that waits for it is cancelled.
 * Work that no thread has taken yet never runs, whichever it is.
 */
public enum OnCancel {
  /** The task waits for the end and has the result; it is cancelled at its next checkpoint. */
  WAIT,
  /**
   * The thread is interrupted, and the task waits for its end. A result that comes all the same is
   * the task's, which is then cancelled at its next checkpoint.
   */
  INTERRUPT,
  /**
   * The task leaves at once, and the thread goes on by itself. What it throws is dropped. Work that
   * still runs when the kernel ends is listed in a warning.
   */
  ABANDON
}
