package dev.gonzo.cli.replay;

import com.sun.jdi.Location;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import org.jspecify.annotations.Nullable;

/** Why a replay has stopped. Its JVM is suspended, unless it has ended. */
sealed interface Stop {
  /**
   * After an event.
   *
   * @param thread where it happened: the task's, or the kernel's
   */
  record AtEvent(ThreadReference thread) implements Stop {}

  /** Before a line is run. */
  record AtLine(Spot.Line spot, ThreadReference thread) implements Stop {}

  /**
   * Before a field is written.
   *
   * @param object the object; null for a static field
   * @param before what the field holds
   * @param after what is written
   */
  record AtWrite(
      Spot.Write spot,
      ThreadReference thread,
      Location place,
      @Nullable ObjectReference object,
      @Nullable Value before,
      @Nullable Value after)
      implements Stop {}

  /**
   * The replay is over.
   *
   * @param verdict how it has ended, as lines
   */
  record Ended(String verdict) implements Stop {}
}
