package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("dev.gonzo.TaskEnd")
@Label("Task End")
@Description("A task has ended")
@Enabled(false)
final class TaskEnd extends TaskEvent {
  @Label("Outcome")
  @Description("success, failure or cancelled")
  String outcome = "";

  @Label("Failure")
  @Description("The class of the exception with which it ended")
  @Nullable Class<?> failure; // null if there is none, which JFR shows as N/A

  @Label("Run Time")
  @Description("How long it has run in total")
  @Timespan(Timespan.NANOSECONDS)
  long runTime;

  @Label("Turns")
  long turns;
}
