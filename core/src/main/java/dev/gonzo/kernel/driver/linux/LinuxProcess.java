package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessEnd;
import org.jspecify.annotations.Nullable;

/**
 * A child of ours. Kernel thread only.
 *
 * <p>Its number is its own until its end is taken from the system. Of one that leads a group that
 * happens when it is closed, so that the number of the group is not given to another one before.
 */
final class LinuxProcess extends Handle {
  /** Whose it is. */
  final LinuxDriver driver;

  final boolean leadsGroup;

  /** What the system calls it; 0 until it has started. */
  int id;

  /** Its pidfd, which becomes readable when it has ended; null where there was no descriptor. */
  @Nullable LinuxSocket watch;

  /** How it has ended; null until we were told. */
  @Nullable ProcessEnd end;

  boolean isClosed;

  /** Where a task waits while there is no pidfd, and a thread watches the process. */
  final Side ended = new Side("wait for the end");

  boolean isWatchedByThread;

  /** Why no thread could watch it, for the task that asked. */
  @Nullable Throwable whyUnwatched;

  LinuxProcess(LinuxDriver driver, boolean leadsGroup) {
    this.driver = driver;
    this.leadsGroup = leadsGroup;
  }

  /** Where a task waits for the end. */
  Side side() {
    return watch != null ? watch.input : ended;
  }
}
