package dev.gonzo.kernel.loop;

import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.Trap;

/**
 * Whether something outside the kernel may still wake a task. If not, and no timer is set, then
 * tasks that all wait are deadlocked. Kernel thread only.
 */
final class OutsideWaits {
  private final LivingTasks living;
  private final LoopForeignThreads foreignThreads;
  private int waitingInside;
  private int openWakers;

  OutsideWaits(LivingTasks living, LoopForeignThreads foreignThreads) {
    this.living = living;
    this.foreignThreads = foreignThreads;
  }

  void waitBegins(LoopTask<?> task, Trap<?> trap) {
    if (isEndedInside(trap)) {
      task.waitsInside = true;
      waitingInside++;
    }
  }

  void waitEnds(LoopTask<?> task) {
    if (task.waitsInside) {
      task.waitsInside = false;
      waitingInside--;
    }
  }

  /** Whether only this kernel's own timers and tasks can end a wait at a trap. */
  private static boolean isEndedInside(Trap<?> trap) {
    return trap instanceof WaitOn || trap instanceof Join || trap instanceof Sleep;
  }

  /** Counts a waker, which any thread may use, or a host that may spawn tasks. */
  void wakerOpened() {
    openWakers++;
  }

  void wakerClosed() {
    openWakers--;
  }

  /** Whether a task does not wait, or something outside the kernel may end a wait. */
  boolean arePossible() {
    return living.size() > waitingInside || openWakers > 0 || foreignThreads.areAlive();
  }
}
