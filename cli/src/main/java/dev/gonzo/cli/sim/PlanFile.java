package dev.gonzo.cli.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file from which {@code gonzo sim --plan} repeats one history.
 *
 * @param seed the seed
 * @param rules how the simulation runs
 * @param history the hash of its history
 * @param failure what the failure has in common with others of its sort
 * @param lines which decisions of the seed take effect
 */
public record PlanFile(long seed, Rules rules, String history, String failure, List<String> lines) {
  private static final String DECISIONS = "what takes effect:";

  /**
   * Writes it.
   *
   * @param file where
   * @param command the command that repeats it
   * @throws IOException if it cannot be written
   */
  void write(Path file, String command) throws IOException {
    List<String> text = new ArrayList<>();
    text.add("# A history in which a program fails. It is repeated with:");
    text.add("#   " + command.replace('\n', ' '));
    text.add("seed: " + seed);
    text.add("faults: " + (rules.drawsFaults() ? "drawn" : "none"));
    text.add("order: " + (rules.firstCome() ? "first-come" : "drawn"));
    text.add("time limit: " + rules.timeLimit());
    text.add("history: " + history);
    text.add("failure: " + failure);
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
  public static PlanFile read(Path file) throws IOException {
    Map<String, String> values = new HashMap<>();
    List<String> text = Files.readAllLines(file);
    int decisions = text.indexOf(DECISIONS);
    if (decisions < 0) {
      throw new IllegalArgumentException("there is no line '" + DECISIONS + "'");
    }
    for (String line : text.subList(0, decisions)) {
      int colon = line.indexOf(": ");
      if (colon > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    try {
      return new PlanFile(
          Long.parseLong(value(values, "seed")),
          new Rules(
              value(values, "faults").equals("drawn"),
              value(values, "order").equals("first-come"),
              Duration.parse(value(values, "time limit"))),
          value(values, "history"),
          value(values, "failure"),
          text.subList(decisions + 1, text.size()).stream()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList());
    } catch (NumberFormatException | DateTimeException unreadable) {
      throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
    }
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no line '" + name + ": ...'");
    }
    return value;
  }
}
