package dev.gonzo;

/**
 * What happens to work in a thread outside the kernel when the task that waits for it is cancelled.
 * In all cases, work that no thread has taken yet never runs.
 */
public enum OnCancel {
  /**
   * The task waits for the end of the work and gets the result; the cancellation arrives at its
   * next checkpoint.
   */
  WAIT,
  /**
   * The thread is interrupted, and the task waits for the end of the work. If the work returns a
   * result nevertheless, the task gets it, and the cancellation arrives at the next checkpoint.
   */
  INTERRUPT,
  /**
   * The task continues at once, and the thread keeps running. An exception in the work is dropped.
   * Work that is still running when the kernel ends is listed in a warning.
   */
  ABANDON
}
