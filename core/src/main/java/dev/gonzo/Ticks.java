package dev.gonzo;

import dev.gonzo.trap.ReadClock;
import dev.gonzo.trap.SleepUntil;
import java.time.Duration;
import java.util.Iterator;

/**
 * Ticks at a fixed rate: each is a whole number of periods after the start of the loop, however
 * long the loop body takes. Missed ticks are skipped. See {@link Gonzo#every}.
 */
final class Ticks implements Iterable<Duration> {
  private final long periodNanos;

  Ticks(Duration period) {
    this.periodNanos = Moments.after(0, period);
    if (periodNanos <= 0) {
      throw new IllegalArgumentException("a period must be greater than zero, got " + period);
    }
  }

  @Override
  public Iterator<Duration> iterator() {
    return new Beats(Coroutine.trap(new ReadClock()));
  }

  private final class Beats implements Iterator<Duration> {
    private final long beginning;

    Beats(long beginning) {
      this.beginning = beginning;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    @Async
    public Duration next() {
      long passed = Coroutine.trap(new ReadClock()) - beginning;
      long beat = Moments.plus(passed - passed % periodNanos, periodNanos);
      Coroutine.trap(new SleepUntil(Moments.plus(beginning, beat)));
      return Duration.ofNanos(beat);
    }
  }
}
