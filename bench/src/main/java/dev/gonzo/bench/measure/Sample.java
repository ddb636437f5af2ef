package dev.gonzo.bench.measure;

import java.util.Map;

/**
 * What one round measured of one row.
 *
 * @param value the figure, in the unit of its {@link Figure}
 * @param details further numbers by name, such as messages a second
 */
public record Sample(double value, Map<String, Double> details) {
  public Sample {
    details = Map.copyOf(details);
  }

  /** {@return a sample without details} */
  public static Sample of(double value) {
    return new Sample(value, Map.of());
  }
}
