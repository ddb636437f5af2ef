package dev.gonzo.bench.measure;

import java.util.List;
import java.util.Optional;

/**
 * One table and one plot: rows that were measured in the same rounds, in turn.
 *
 * @param benchmark the benchmark that it belongs to, as the command line names it
 * @param title what was measured, for people
 * @param unit of the values; less is better
 * @param baseline the row that the others are compared with
 * @param plot how it is drawn
 * @param rows in the order in which they are shown
 */
public record Figure(
    String benchmark, String title, String unit, String baseline, Plot plot, List<Row> rows) {
  /** How a figure is drawn. */
  public enum Plot {
    /** One bar for each row. */
    BARS,
    /** A line through the rows, whose names are numbers. */
    LINE
  }

  public Figure {
    rows = List.copyOf(rows);
  }

  /** {@return the row that the others are compared with; empty if it is missing in this run} */
  public Optional<Row> baselineRow() {
    return rows.stream().filter(row -> row.name().equals(baseline)).findFirst();
  }
}
