package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("dev.gonzo.Cancellation")
@Label("Cancellation")
@Description("A cancellation of a task, from its request until it was thrown")
@StackTrace(true)
final class CancellationEvent extends TaskEvent {
  @Label("Reason")
  String reason = "";

  @Label("Requester")
  @Description("The task or thread that asked for it")
  String requester = "";

  @Label("Arrived")
  @Description("Whether it was thrown in the task; if not, the task has ended without a checkpoint")
  boolean arrived;
}
