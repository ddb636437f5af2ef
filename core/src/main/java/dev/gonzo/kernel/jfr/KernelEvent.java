package dev.gonzo.kernel.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

@Name("dev.gonzo.Kernel")
@Label("Kernel")
@Description("A running kernel, now and then")
@Category("Gonzo")
@StackTrace(false)
@Period("1 s")
final class KernelEvent extends Event {
  @Label("Kernel")
  @Description("The devices of the kernel, and its number in this JVM")
  String kernel = "";

  @Label("Tasks")
  @Description("How many tasks have not ended")
  int tasks;

  @Label("Turns")
  @Description("How many turns its tasks have had")
  long turns;

  @Label("Threads")
  @Description("The thread that steps it, and those that run blocking work for its tasks")
  int threads;
}
