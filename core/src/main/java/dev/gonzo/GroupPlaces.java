package dev.gonzo;

import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;

/**
 * The places of a group of which a bounded number of members runs at a time. A member waits for one
 * before its body begins, first come, first served; daemons need none.
 */
final class GroupPlaces {
  private final int number;
  private final WaitQueue waiting = new WaitQueue();
  // Made beforehand: a place is handed on, also when the heap is full.
  private final Wake wakeNext = new Wake(waiting, 1);
  private int taken;

  GroupPlaces(int number) {
    this.number = number;
  }

  /**
   * Takes a place, or waits for one. On the member's stack.
   *
   * <p>A member that is cancelled while it waits goes on at once, without a place: its body runs to
   * its first checkpoint, where the cancellation arrives again, and closes what was handed to it.
   *
   * @return whether it has a place, which it has to give back
   */
  boolean enter() {
    if (taken < number) {
      taken++;
      return true;
    }
    try {
      Coroutine.trap(new WaitOn(waiting));
      return true; // the one who left has handed its place on
    } catch (Throwable thrown) {
      if (!Coroutine.postpone(thrown)) {
        throw thrown;
      }
      return false;
    }
  }

  /** Gives a place back, or hands it on. */
  void leave() {
    if (Coroutine.trap(wakeNext) == 0) {
      taken--;
    }
  }
}
