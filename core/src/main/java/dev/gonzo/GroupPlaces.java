package dev.gonzo;

import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;

/**
 * Limits how many members of a group run at the same time. A member waits for a place before its
 * body begins, first come, first served; daemons need none.
 */
final class GroupPlaces {
  private final int number;
  private final WaitQueue waiting = new WaitQueue();
  // Allocated in advance, so that a place is passed on even when the heap is full.
  private final Wake wakeNext = new Wake(waiting, 1);
  private int taken;

  GroupPlaces(int number) {
    this.number = number;
  }

  /**
   * Takes a place, or waits for one. Called on the member's stack.
   *
   * <p>A member that is cancelled while it waits continues at once without a place. Its body runs
   * to its first checkpoint, where the cancellation arrives again, so that it can close resources
   * that were passed to it.
   *
   * @return whether it has a place, which it must give back
   */
  boolean enter() {
    if (taken < number) {
      taken++;
      return true;
    }
    try {
      Coroutine.trap(new WaitOn(waiting));
      return true; // the member that left has passed its place on
    } catch (Throwable thrown) {
      if (!Cancelled.postpone(thrown)) {
        throw thrown;
      }
      return false;
    }
  }

  /** Gives a place back, or passes it on to a waiting member. */
  void leave() {
    if (Coroutine.trap(wakeNext) == 0) {
      taken--;
    }
  }
}
