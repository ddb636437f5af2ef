package dev.gonzo;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** Finds the monitors that the calling thread holds. Slow: only under {@code gonzo.debug}. */
final class HeldMonitors {
  private HeldMonitors() {}

  /**
   * Throws if the calling thread holds a monitor, which the JDK would treat as held by the
   * coroutine.
   */
  static void refuse() {
    if (Thread.currentThread().isVirtual()) {
      return; // the JDK reports monitors only for platform threads
    }
    long[] self = {Thread.currentThread().threadId()};
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(self, true, false)[0];
    if (info.getLockedMonitors().length > 0) {
      throw new IllegalStateException(
          "a coroutine is driven by a thread that holds the monitor of "
              + info.getLockedMonitors()[0]
              + ": leave the synchronized block first");
    }
  }
}
