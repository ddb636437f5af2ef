package dev.gonzo.cli.repl;

import java.util.Optional;
import java.util.function.Predicate;

/** Joins the lines of a script to inputs: commands of one line, and snippets of one or more. */
final class LineCollector {
  /** A script without a line feed must not fill the memory. */
  static final int MOST_CHARACTERS = 4 << 20;

  private final Predicate<String> isIncomplete;
  private final StringBuilder lines = new StringBuilder();

  /**
   * Creates one without lines.
   *
   * @param isIncomplete whether a snippet needs more lines
   */
  LineCollector(Predicate<String> isIncomplete) {
    this.isIncomplete = isIncomplete;
  }

  /** {@return whether the input is a command, and not the beginning of a comment} */
  static boolean isCommand(String input) {
    String start = input.stripLeading();
    return start.startsWith("/") && !start.startsWith("//") && !start.startsWith("/*");
  }

  /**
   * Adds a line.
   *
   * @return the input that ends with it; empty if there is none
   */
  Optional<String> add(String line) {
    if (lines.isEmpty() && (line.isBlank() || isCommand(line))) {
      return line.isBlank() ? Optional.empty() : Optional.of(line);
    }
    if (lines.isEmpty() && line.startsWith("#!")) {
      return Optional.empty(); // a script that the system starts
    }
    lines.append(line).append('\n');
    String all = lines.toString();
    if (all.length() <= MOST_CHARACTERS && isIncomplete.test(all)) {
      return Optional.empty();
    }
    lines.setLength(0);
    return Optional.of(all);
  }

  /** {@return the lines that are no whole input, at the end; empty if there are none} */
  Optional<String> rest() {
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.toString());
  }
}
