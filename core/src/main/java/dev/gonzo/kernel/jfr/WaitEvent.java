package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

@Name("dev.gonzo.Wait")
@Label("Wait")
@Description("A task was suspended at a trap until it was ready to go on")
@StackTrace(true)
@Threshold("20 ms")
final class WaitEvent extends TaskEvent {
  @Label("Trap")
  @Description("The class of the trap")
  @SuppressWarnings("NullAway.Init") // set before it is committed
  Class<?> trap;

  @Label("Woken By")
  @Description("The number of the task in whose turn it became ready; -1 for a device or a timer")
  long wokenBy = -1;

  @Label("Ready Delay")
  @Description("How long it was ready until it had its turn")
  @Timespan(Timespan.NANOSECONDS)
  long readyDelay;
}
