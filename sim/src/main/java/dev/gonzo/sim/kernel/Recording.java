package dev.gonzo.sim.kernel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the events of a history.
 *
 * @param trace takes each line of the trace; null for none
 * @param before how many events there were before the first: those of earlier runs of the program
 * @param last the number of the event after which the simulation ends; 0 for none
 */
public record Recording(@Nullable Consumer<String> trace, long before, long last) {
  /** Nothing but the hash is kept. */
  public static final Recording NONE = to(null);

  /**
   * Returns one that passes each line on.
   *
   * @param trace takes the lines; null for none
   * @return the recording of a whole history
   */
  public static Recording to(@Nullable Consumer<String> trace) {
    return new Recording(trace, 0, 0);
  }

  /**
   * Returns a copy for the next run of a program that calls {@code run} more than once.
   *
   * @param events how many events the earlier runs had
   * @return the copy, whose events are numbered from there
   */
  public Recording after(long events) {
    return new Recording(trace, events, last);
  }
}
