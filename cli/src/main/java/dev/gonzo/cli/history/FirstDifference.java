package dev.gonzo.cli.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first event in which two histories differ.
 *
 * @param before how many events of both are the same
 * @param context the last of these, as lines of the trace
 * @param one what happens then in the first history, as lines; empty if it has ended
 * @param other what happens then in the second history
 */
public record FirstDifference(
    long before, List<String> context, List<String> one, List<String> other) {
  private static final int LINES = 4;
  private static final String END = "(it has ended)";

  /**
   * Compares two traces, event by event, in memory that does not depend on their length.
   *
   * @param one the file of one
   * @param other the file of the other
   * @return the difference; empty if they have the same events
   * @throws NotATraceException if one of them is not a trace
   * @throws IOException if one cannot be read
   */
  public static Optional<FirstDifference> between(Path one, Path other) throws IOException {
    return Comparison.of(one, other).difference();
  }

  /** {@return the number of the event} */
  public long number() {
    return before + 1;
  }

  /** {@return the event of the first history, as a line of its trace} */
  public String first() {
    return shown(one);
  }

  /** {@return the event of the second history, as a line of its trace} */
  public String second() {
    return shown(other);
  }

  private static String shown(List<String> lines) {
    return lines.isEmpty() ? END : lines.getFirst().strip();
  }

  /**
   * Two traces, read up to their first difference.
   *
   * @param events how many events both have in common
   * @param difference what follows; empty if there is nothing
   */
  record Comparison(Heading one, Heading other, long events, Optional<FirstDifference> difference) {
    /** What a trace is of. */
    record Heading(String seed, String program) {}

    static Comparison of(Path one, Path other) throws IOException {
      try (var ones = TraceReader.open(one);
          var others = TraceReader.open(other)) {
        var headings =
            List.of(
                new Heading(ones.seed(), ones.program()),
                new Heading(others.seed(), others.program()));
        Deque<String> same = new ArrayDeque<>();
        for (long before = 0; ; before++) {
          String mine = ones.nextLine();
          String theirs = others.nextLine();
          if (mine == null ? theirs == null : mine.equals(theirs)) {
            if (mine == null) {
              return new Comparison(
                  headings.getFirst(), headings.getLast(), before, Optional.empty());
            }
            same.add(mine);
            if (same.size() >= LINES) {
              same.remove();
            }
          } else {
            var found =
                new FirstDifference(
                    before, List.copyOf(same), rest(mine, ones), rest(theirs, others));
            return new Comparison(
                headings.getFirst(), headings.getLast(), before, Optional.of(found));
          }
        }
      }
    }

    private static List<String> rest(@Nullable String first, TraceReader reader)
        throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = first; line != null && lines.size() < LINES; line = reader.nextLine()) {
        lines.add(line);
      }
      return lines;
    }
  }
}
