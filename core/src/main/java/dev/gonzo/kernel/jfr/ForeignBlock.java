package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

@Name("dev.gonzo.ForeignBlock")
@Label("Foreign Block")
@Description("A task was in a blocking call of the JDK, which held up only this task")
@Threshold("20 ms")
final class ForeignBlock extends TaskEvent {
  @Label("Place")
  @Description("The line of the program that made the call")
  String place = "";
}
