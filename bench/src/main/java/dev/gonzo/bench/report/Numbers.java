package dev.gonzo.bench.report;

import dev.gonzo.bench.measure.Spread;
import java.util.Locale;

/** Numbers for people: three digits that count, and no more. */
final class Numbers {
  private Numbers() {}

  static String text(double value) {
    double size = Math.abs(value);
    int digits = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** {@return the median, and the smallest and the largest in brackets} */
  static String text(Spread spread) {
    return "%s (%s–%s)".formatted(text(spread.median()), text(spread.least()), text(spread.most()));
  }
}
