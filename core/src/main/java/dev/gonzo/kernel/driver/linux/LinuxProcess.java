package dev.gonzo.kernel.driver.linux;

import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessEnd;
import org.jspecify.annotations.Nullable;

/** A child of ours. Kernel thread only. */
final class LinuxProcess extends Handle {
  final int id;
  final boolean leadsGroup;

  /** Its pidfd, which becomes readable when it has ended. */
  final LinuxSocket watch;

  /** How it has ended; null until we were told, and the system has forgotten it. */
  @Nullable ProcessEnd end;

  LinuxProcess(int id, boolean leadsGroup, LinuxSocket watch) {
    this.id = id;
    this.leadsGroup = leadsGroup;
    this.watch = watch;
  }
}
