package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

@Name("dev.gonzo.OverdueDeadline")
@Label("Overdue Deadline")
@Description(
    "A deadline passed while a task kept the kernel busy, so that it came late or not at all")
final class OverdueDeadline extends TaskEvent {
  @Label("Reason")
  String reason = "";

  @Label("Late")
  @Timespan(Timespan.NANOSECONDS)
  long late;

  @Label("Missed")
  @Description("Whether its block was left before it came, and the task keeps its result")
  boolean missed;

  @Label("Place")
  @Description("The line of the program at which the task was")
  String place = "";
}
