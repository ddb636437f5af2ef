package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Timespan;

/** A turn that the watchdog has found to be too long, and that goes on. */
abstract class LongTurnEvent extends TaskEvent {
  @Label("Limit")
  @Description("How long it had lasted at least: the limit of the watchdog")
  @Timespan(Timespan.NANOSECONDS)
  long limit;

  @Label("Place")
  @Description("The line of the program at which the task was")
  String place = "";
}
