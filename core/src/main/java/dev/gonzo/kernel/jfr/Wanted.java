package dev.gonzo.kernel.jfr;

import jdk.jfr.Event;
import jdk.jfr.EventType;

/**
 * Which events about tasks some recording wants now. JFR's classes are loaded by this record, which
 * takes a quarter of a second if no recording has loaded them before.
 */
record Wanted(
    boolean starts,
    boolean ends,
    boolean turns,
    boolean traps,
    boolean waits,
    boolean cancellations,
    boolean blocks) {

  /** What is wanted at this moment. */
  static Wanted now() {
    return new Wanted(
        isEnabled(TaskStart.class),
        isEnabled(TaskEnd.class),
        isEnabled(TaskTurn.class),
        isEnabled(TrapEvent.class),
        isEnabled(WaitEvent.class),
        isEnabled(CancellationEvent.class),
        isEnabled(ForeignBlock.class));
  }

  private static boolean isEnabled(Class<? extends Event> event) {
    return EventType.getEventType(event).isEnabled();
  }

  /** Whether a kernel must be observed. */
  boolean isAny() {
    return starts || ends || turns || traps || waits || cancellations || blocks;
  }
}
