package dev.gonzo.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The meters that a binding has registered, to be removed with it. Any thread may use it. */
final class Registered {
  private final MeterRegistry registry;
  private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();

  Registered(MeterRegistry registry) {
    this.registry = registry;
  }

  void add(Meter meter) {
    boolean _ = meters.add(meter);
  }

  Timer timer(String name, String description, Tags tags) {
    Timer timer = Timer.builder(name).description(description).tags(tags).register(registry);
    add(timer);
    return timer;
  }

  Counter counter(String name, String description, Tags tags) {
    Counter counter = Counter.builder(name).description(description).tags(tags).register(registry);
    add(counter);
    return counter;
  }

  void remove() {
    for (Meter meter; (meter = meters.poll()) != null; ) {
      var _ = registry.remove(meter);
    }
  }
}
