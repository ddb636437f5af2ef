package dev.gonzo.bench.report;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Skipped;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a run has found.
 *
 * @param arguments the command line
 * @param figures in the order in which they are shown
 * @param skipped the peers that were left out
 */
public record Results(List<String> arguments, List<Figure> figures, List<Skipped> skipped) {
  public Results {
    arguments = List.copyOf(arguments);
    figures = List.copyOf(figures);
    skipped = List.copyOf(skipped);
  }

  /** {@return these results and others} */
  public Results and(List<Figure> moreFigures, List<Skipped> moreSkipped) {
    var allFigures = new ArrayList<>(figures);
    allFigures.addAll(moreFigures);
    var allSkipped = new ArrayList<>(skipped);
    allSkipped.addAll(moreSkipped);
    return new Results(arguments, allFigures, allSkipped);
  }

  /**
   * Prints tables: medians, with the smallest and the largest in brackets.
   *
   * @param out where
   */
  public void print(PrintStream out) {
    for (Figure figure : figures) {
      out.println();
      out.print(Table.text(figure));
    }
    if (!skipped.isEmpty()) {
      out.println();
      out.println("left out:");
      for (Skipped one : skipped) {
        out.println("  " + one.benchmark() + ", " + one.peer() + ": " + one.reason());
      }
    }
  }

  /**
   * Writes the page with plots and the raw samples.
   *
   * @param directory where; made if it is missing
   * @throws IOException if it cannot be written
   */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("samples.json"), RawSamples.json(this));
    Files.writeString(directory.resolve("report.html"), Page.of(this));
  }
}
