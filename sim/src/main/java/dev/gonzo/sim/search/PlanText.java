package dev.gonzo.sim.search;

import dev.gonzo.sim.world.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in a file from which a history can be repeated. Lines that begin with {@code #} are
 * comments.
 *
 * @param values what the history needs besides its decisions, such as the seed, by their names
 * @param lines which decisions of the seed take effect: the lines of a {@link Plan}
 */
public record PlanText(Map<String, String> values, List<String> lines) {
  private static final String DECISIONS = "what takes effect:";
  private static final String SEPARATOR = ": ";

  /** Checks nothing, and copies both. */
  public PlanText {
    values = new LinkedHashMap<>(values);
    lines = List.copyOf(lines);
  }

  /**
   * Writes it.
   *
   * @param file where
   * @param comments lines for its readers, without {@code #}
   * @throws IOException if it cannot be written
   */
  public void write(Path file, List<String> comments) throws IOException {
    List<String> text = new ArrayList<>();
    comments.forEach(comment -> text.add("# " + comment));
    values.forEach((name, value) -> text.add(name + SEPARATOR + value));
    text.add(DECISIONS);
    text.addAll(lines);
    Files.write(file, text);
  }

  /**
   * Reads one.
   *
   * @param file the file
   * @return what is in it
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not such a file; the message says why
   */
  public static PlanText read(Path file) throws IOException {
    List<String> text =
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    int decisions = text.indexOf(DECISIONS);
    if (decisions < 0) {
      throw new IllegalArgumentException("there is no line '" + DECISIONS + "'");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.subList(0, decisions)) {
      int separator = line.indexOf(SEPARATOR);
      if (separator > 0) {
        values.put(line.substring(0, separator), line.substring(separator + SEPARATOR.length()));
      }
    }
    return new PlanText(values, text.subList(decisions + 1, text.size()));
  }

  /**
   * Returns a value.
   *
   * @param name its name
   * @return the value
   * @throws IllegalArgumentException if there is none
   */
  public String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no line '" + name + ": ...'");
    }
    return value;
  }
}
