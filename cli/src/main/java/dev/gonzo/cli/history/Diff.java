package dev.gonzo.cli.history;

import dev.gonzo.cli.history.FirstDifference.Comparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows where two histories begin to differ. */
public final class Diff {
  private final PrintWriter out;

  /**
   * Prepares to show it.
   *
   * @param out where
   */
  public Diff(PrintWriter out) {
    this.out = out;
  }

  /**
   * Compares two traces, and shows the first event in which they differ.
   *
   * @param one the file of one
   * @param other the file of the other
   * @return whether they have the same events
   * @throws NotATraceException if one of them is not a trace
   * @throws IOException if one cannot be read
   */
  public boolean show(Path one, Path other) throws IOException {
    Comparison compared = Comparison.of(one, other);
    if (!compared.one().equals(compared.other())) {
      out.println(heading(one, compared.one()));
      out.println(heading(other, compared.other()));
    }
    compared
        .difference()
        .ifPresentOrElse(
            found -> show(found, one, other),
            () -> line("the histories are the same: %,d events", compared.events()));
    out.flush();
    return compared.difference().isEmpty();
  }

  private static String heading(Path file, Comparison.Heading heading) {
    String of = heading.program().isEmpty() ? "" : ", program " + heading.program();
    return file + ": seed " + heading.seed() + of;
  }

  private void show(FirstDifference found, Path one, Path other) {
    line("the first event that differs is number %,d", found.number());
    line("  %s: %s", one, sentence(found.one()));
    line("  %s: %s", other, sentence(found.other()));
    lines("both before that:", found.context());
    lines(one + " from there on:", found.one());
    lines(other + " from there on:", found.other());
  }

  private static String sentence(List<String> lines) {
    if (lines.isEmpty()) {
      return "the history has ended";
    }
    Optional<TraceEvent> event = TraceEvent.parse(lines.getFirst());
    return event
        .map(found -> "at " + found.time() + ", " + found.sentence())
        .orElse("a line that is no event: " + lines.getFirst());
  }

  private void lines(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println();
      out.println(title);
      lines.forEach(out::println);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more library
  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
