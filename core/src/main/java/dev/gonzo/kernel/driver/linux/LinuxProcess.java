package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import org.jspecify.annotations.Nullable;

/**
 * A child process. Kernel thread only.
 *
 * <p>Its id is not reused until it is reaped. The leader of a group is reaped only when its handle
 * is closed, so that the id of the group is not reused before.
 */
final class LinuxProcess extends Handle {
  /** The driver that started it. */
  final LinuxDriver driver;

  final boolean leadsGroup;

  /** Its process id; 0 until it has started. */
  int id;

  /** Its pidfd, which becomes readable when it has ended; null if there was no free descriptor. */
  @Nullable LinuxSocket watch;

  /** Whether it has ended, and been reaped if it leads no group. */
  private boolean hasEnded;

  private boolean endedBySignal;
  private int status;

  boolean isClosed;

  /** Where a task waits if there is no pidfd and a thread waits for the process. */
  final Direction ended = new Direction("wait for the end");

  boolean isWatchedByThread;

  /** Why no thread could wait for it; thrown in the waiting task. */
  @Nullable Throwable whyUnwatched;

  LinuxProcess(LinuxDriver driver, boolean leadsGroup) {
    this.driver = driver;
    this.leadsGroup = leadsGroup;
  }

  /**
   * Notes how it ended. The system reports that once, so it is kept without an allocation, which
   * could fail.
   */
  void ended(boolean bySignal, int exitStatus) {
    endedBySignal = bySignal;
    status = exitStatus;
    hasEnded = true;
  }

  boolean hasEnded() {
    return hasEnded;
  }

  /** How it ended; null while it runs. */
  @Nullable ProcessEnd end() {
    return hasEnded ? new ProcessEnd(endedBySignal, status) : null;
  }

  /** Where a task waits for the end of the process. */
  Direction direction() {
    return watch != null ? watch.input : ended;
  }
}
