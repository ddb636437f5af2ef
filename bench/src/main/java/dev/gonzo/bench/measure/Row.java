package dev.gonzo.bench.measure;

import java.util.List;
import java.util.TreeSet;

/**
 * The samples of one peer, or of one size, one for each round.
 *
 * @param name what was measured
 * @param samples in the order of the rounds; at least one
 */
public record Row(String name, List<Sample> samples) {
  public Row {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no sample of " + name);
    }
  }

  /** {@return the spread of the values} */
  public Spread spread() {
    return Spread.of(samples.stream().mapToDouble(Sample::value).toArray());
  }

  /**
   * {@return the spread of the ratios, each of two samples of the same round}
   *
   * @param baseline the row in the denominator
   */
  public Spread ratioTo(Row baseline) {
    int rounds = Math.min(samples.size(), baseline.samples.size());
    var ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      ratios[round] = samples.get(round).value() / baseline.samples.get(round).value();
    }
    return Spread.of(ratios);
  }

  /** {@return the names of the details that every sample has, sorted} */
  public List<String> details() {
    var names = new TreeSet<>(samples.getFirst().details().keySet());
    samples.forEach(sample -> names.retainAll(sample.details().keySet()));
    return List.copyOf(names);
  }

  /**
   * {@return the spread of one detail}
   *
   * @param name one of {@link #details}
   */
  public Spread detail(String name) {
    return Spread.of(
        samples.stream()
            .mapToDouble(sample -> sample.details().getOrDefault(name, Double.NaN))
            .toArray());
  }
}
