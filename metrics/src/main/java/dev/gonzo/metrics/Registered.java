package dev.gonzo.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** The meters that a binding has registered, to be removed with it. Any thread may use it. */
final class Registered {
  private final MeterRegistry registry;
  private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();
  private volatile boolean removed;

  Registered(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers a meter.
   *
   * @param registering registers it where it is wanted
   * @return the meter; one that is in no registry of the program if the others are removed already
   */
  <M extends Meter> M add(Function<? super MeterRegistry, ? extends M> registering) {
    if (removed) {
      // Another binding may have one of this name by now, and that stays.
      return registering.apply(new SimpleMeterRegistry());
    }
    M meter = registering.apply(registry);
    boolean _ = meters.add(meter);
    if (removed) {
      remove();
    }
    return meter;
  }

  Timer timer(String name, String description, Tags tags) {
    return add(Timer.builder(name).description(description).tags(tags)::register);
  }

  Counter counter(String name, String description, Tags tags) {
    return add(Counter.builder(name).description(description).tags(tags)::register);
  }

  /** Removes all of them; from now on none is added. */
  void remove() {
    removed = true;
    for (Meter meter; (meter = meters.poll()) != null; ) {
      var _ = registry.remove(meter);
    }
  }
}
