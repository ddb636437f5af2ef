package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("dev.gonzo.TaskStart")
@Label("Task Start")
@Description("A task was spawned")
@Enabled(false)
@StackTrace(true)
final class TaskStart extends TaskEvent {
  @Label("Parent Id")
  @Description("The number of the task that spawned it; -1 for none")
  long parentId = -1;

  @Label("Daemon")
  boolean daemon;
}
