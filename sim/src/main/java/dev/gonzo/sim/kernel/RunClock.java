package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.Clock;
import java.time.Instant;

/**
 * The clock of one kernel of a host: shows what the host's clock shows, and keeps when this kernel
 * has something to do. Simulation's thread only.
 */
final class RunClock implements Clock {
  private final HostClock host;
  // What the kernel has last reported when it had nothing to do.
  private long nextTimer = Long.MAX_VALUE;

  RunClock(HostClock host) {
    this.host = host;
  }

  @Override
  public long nanos() {
    return host.nanos();
  }

  @Override
  public Instant wallTime() {
    return host.wallTime();
  }

  /** Records when the kernel has something to do, and never lets it wait by itself. */
  @Override
  public long waitNanos(long deadlineNanos, boolean outside) {
    nextTimer = deadlineNanos;
    return deadlineNanos <= nanos() ? 0 : -1;
  }

  /** The world's time of the kernel's next timer; {@code Long.MAX_VALUE} if there is none. */
  long nextTimer() {
    return host.worldTimeOf(nextTimer);
  }
}
