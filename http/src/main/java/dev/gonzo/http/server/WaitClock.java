package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Moment;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.Wait;
import java.time.Duration;

/**
 * How much of a connection's waits for a client's bytes is used up. Only the time counts in which
 * this side really waits: a client is not to blame for a handler that does not read.
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
    if (goesOn(wait)) {
      began = Moment.now();
    }
    return spent.isZero() ? wait.limit() : wait.limit().minus(spent);
  }

  @Async(Suspension.NEVER)
  void end(Wait wait) {
    if (goesOn(wait)) {
      spent = spent.plus(Moment.now().since(began));
    }
  }

  /**
   * Whether the wait may go on when some bytes have come. The others are over then, and reading the
   * clock for them would cost as much as all of their request's head.
   */
  private static boolean goesOn(Wait wait) {
    return wait.reason() == Wait.Reason.HEAD || wait.reason() == Wait.Reason.BODY;
  }
}
