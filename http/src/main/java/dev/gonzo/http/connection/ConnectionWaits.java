package dev.gonzo.http.connection;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;

/** Wakes tasks that wait for something on a connection. */
final class ConnectionWaits {
  private ConnectionWaits() {}

  @Async(Suspension.NEVER)
  static void wakeAll(WaitQueue queue) {
    if (queue.size() > 0) {
      int _ = Coroutine.trap(new Wake(queue, Integer.MAX_VALUE));
    }
  }
}
