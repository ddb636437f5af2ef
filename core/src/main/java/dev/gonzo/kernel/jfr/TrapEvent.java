package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("dev.gonzo.Trap")
@Label("Trap")
@Description("A task made a trap, and went on with the answer")
@Enabled(false)
final class TrapEvent extends TaskEvent {
  @Label("Trap")
  @Description("The class of the trap")
  @SuppressWarnings("NullAway.Init") // set before it is committed
  Class<?> trap;

  @Label("Failure")
  @Description("The class of the exception that was thrown instead of an answer")
  @Nullable Class<?> failure; // null if there is none, which JFR shows as N/A
}
