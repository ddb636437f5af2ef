package dev.gonzo;

/**
 * Where a task is in its life.
 *
 * <pre>
 *   READY -> RUNNING -> SUSPENDED -> READY      a trap that has to wait, and its answer
 *            RUNNING -> BLOCKED   -> READY      a foreign block, and its end
 *            RUNNING -> READY                   it gave up its turn
 *            RUNNING -> ENDED
 * </pre>
 */
public enum TaskState {
  /** It waits for its turn. */
  READY,
  /** It has the kernel. */
  RUNNING,
  /** It stands at a trap that is not answered yet. */
  SUSPENDED,
  /** It stands in a foreign block: a JDK call that waits by itself. */
  BLOCKED,
  /** It has an outcome. */
  ENDED
}
