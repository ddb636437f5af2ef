package dev.gonzo.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;

/**
 * Measures the kernels of this JVM for a registry of Micrometer.
 *
 * <pre>{@code
 * var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
 * try (var _ = Metrics.bind(registry)) {
 *   run(this::server);
 * }
 * }</pre>
 */
public final class Metrics {
  private Metrics() {}

  /**
   * Equivalent to {@link #bind(MeterRegistry, MetricsOptions)} with the defaults.
   *
   * @param registry gets the meters
   * @return the binding; close it to end it
   * @throws IllegalStateException if the registry is bound already
   */
  public static MetricsBinding bind(MeterRegistry registry) {
    return bind(registry, MetricsOptions.defaults());
  }

  /**
   * Measures all kernels that run in this JVM, now or later, until the binding is closed. Tasks
   * that have begun before are measured from now on. Any thread may call it; never suspends.
   *
   * @param registry gets the meters
   * @param options what is measured
   * @return the binding; close it to end it
   * @throws IllegalStateException if the registry is bound already, which would count twice
   */
  public static MetricsBinding bind(MeterRegistry registry, MetricsOptions options) {
    return MetricsBinding.open(Objects.requireNonNull(registry), Objects.requireNonNull(options));
  }
}
