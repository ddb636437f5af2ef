package dev.gonzo;

/**
 * The state of a task.
 *
 * <pre>
 *   READY -> RUNNING -> SUSPENDED -> READY      a trap that has to wait, and its answer
 *            RUNNING -> BLOCKED   -> READY      a foreign block, and its end
 *            RUNNING -> READY                   it gave up its turn
 *            RUNNING -> ENDED
 * </pre>
 */
public enum TaskState {
  /** It is waiting for its turn. */
  READY,
  /** It is running on the kernel's thread. */
  RUNNING,
  /** It is suspended at a trap that has not been answered yet. */
  SUSPENDED,
  /** It is in a foreign block: a blocking call of the JDK. */
  BLOCKED,
  /** It has an outcome. */
  ENDED
}
