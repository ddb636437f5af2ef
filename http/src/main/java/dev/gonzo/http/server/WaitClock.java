package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Moment;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.Wait;
import java.time.Duration;

/**
 * How much of a connection's wait is used up, in one direction. Only the time counts in which this
 * side really waits: a client is not to blame for a handler that does not read.
 */
final class WaitClock {
  private long number = -1;
  private Duration spent = Duration.ZERO;
  private Moment began = Moment.NEVER;

  /** Begins to wait, or goes on with it; returns the time that is left, zero or less if none is. */
  @Async(Suspension.NEVER)
  Duration begin(Wait wait) {
    if (wait.number() != number) {
      number = wait.number();
      spent = Duration.ZERO;
    }
    began = Moment.now();
    return wait.limit().minus(spent);
  }

  @Async(Suspension.NEVER)
  void end() {
    spent = spent.plus(Moment.now().since(began));
  }
}
