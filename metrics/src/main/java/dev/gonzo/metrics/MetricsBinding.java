package dev.gonzo.metrics;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The meters that a registry has for the kernels of this JVM, until this is closed. */
public final class MetricsBinding implements AutoCloseable {
  private static final Set<MeterRegistry> BOUND = ConcurrentHashMap.newKeySet();

  private final MeterRegistry registry;
  private final MetricsOptions options;
  private final Registered registered;
  private final Map<String, KernelMeters> metersByKernel = new ConcurrentHashMap<>();
  // Null until it has begun.
  private volatile RunningKernel.@Nullable Observation observation;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MetricsBinding(MeterRegistry registry, MetricsOptions options) {
    this.registry = registry;
    this.options = options;
    this.registered = new Registered(registry);
  }

  static MetricsBinding open(MeterRegistry registry, MetricsOptions options) {
    if (!BOUND.add(registry)) {
      throw new IllegalStateException(
          "the registry is bound already, and everything would count twice: close the first"
              + " binding, or share it");
    }
    var binding = new MetricsBinding(registry, options);
    try {
      binding.begin();
    } catch (Throwable failure) {
      binding.close();
      throw failure;
    }
    return binding;
  }

  private void begin() {
    Gauge _ =
        registered.add(
            Gauge.builder("gonzo.kernels", () -> Kernels.running().size())
                    .description("kernels that run in this JVM")
                    .tags(options.tags())
                ::register);
    observation = Kernels.observeAll(this::observer);
  }

  private KernelObserver observer(RunningKernel kernel) {
    return new KernelObserver(
        metersByKernel.computeIfAbsent(kernel.name(), this::metersOf), registry.config().clock());
  }

  private KernelMeters metersOf(String kernel) {
    gauge("gonzo.tasks.alive", "tasks that have not ended", kernel, RunningKernel::tasks);
    gauge(
        "gonzo.worker.threads",
        "threads that run blocking work for tasks",
        kernel,
        running -> Math.max(0, running.threads().size() - 1));
    return new KernelMeters(registered, options, kernel);
  }

  private void gauge(
      String name, String description, String kernel, ToIntFunction<RunningKernel> figure) {
    Gauge _ =
        registered.add(
            Gauge.builder(name, () -> sum(kernel, figure))
                    .description(description)
                    .tags(options.tags().and(KernelMeters.KERNEL, kernel))
                ::register);
  }

  private static int sum(String name, ToIntFunction<RunningKernel> figure) {
    return Kernels.running().stream()
        .filter(kernel -> kernel.name().equals(name))
        .mapToInt(figure)
        .sum();
  }

  /**
   * Stops measuring, and removes the meters from the registry. Kernels may call the observer once
   * more, at most until their next turn. Any thread may close it, any number of times.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    RunningKernel.Observation begun = observation;
    if (begun != null) {
      begun.close();
    }
    registered.remove();
    BOUND.remove(registry);
  }
}
