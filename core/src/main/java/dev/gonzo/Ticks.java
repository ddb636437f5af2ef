package dev.gonzo;

import dev.gonzo.trap.SchedulingTrap.Sleep;
import java.time.Duration;
import java.util.Iterator;

/**
 * Ticks at a fixed rate: each is a whole number of periods after the start of the loop, however
 * long the loop body takes. Missed ticks are skipped. See {@link Gonzo#every}.
 */
final class Ticks implements Iterable<Duration> {
  private final long periodNanos;

  Ticks(Duration period) {
    this.periodNanos = new Moment(0).plus(period).nanos();
    if (!period.isPositive()) {
      throw new IllegalArgumentException("a period must be greater than zero, got " + period);
    }
  }

  @Override
  public Iterator<Duration> iterator() {
    return new Beats(Moment.now());
  }

  private final class Beats implements Iterator<Duration> {
    private final Moment beginning;

    Beats(Moment beginning) {
      this.beginning = beginning;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    @Async
    public Duration next() {
      long passed = Moment.now().nanos() - beginning.nanos();
      Duration beat = Duration.ofNanos(passed - passed % periodNanos).plusNanos(periodNanos);
      Coroutine.trap(new Sleep(beginning.plus(beat)));
      return beat;
    }
  }
}
