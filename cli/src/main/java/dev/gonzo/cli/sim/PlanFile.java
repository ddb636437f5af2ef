package dev.gonzo.cli.sim;

import dev.gonzo.sim.search.PlanText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
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
  /**
   * Writes it.
   *
   * @param file where
   * @param command the command that repeats it
   * @throws IOException if it cannot be written
   */
  void write(Path file, String command) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("seed", "" + seed);
    values.put("faults", rules.drawsFaults() ? "drawn" : "none");
    values.put("order", rules.firstCome() ? "first-come" : "drawn");
    values.put("time limit", "" + rules.timeLimit());
    values.put("history", history);
    values.put("failure", failure);
    new PlanText(values, lines)
        .write(
            file,
            List.of(
                "A history in which a program fails. It is repeated with:",
                "  " + command.replace('\n', ' ')));
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
    PlanText text = PlanText.read(file);
    try {
      return new PlanFile(
          Long.parseLong(text.value("seed")),
          new Rules(
              text.value("faults").equals("drawn"),
              text.value("order").equals("first-come"),
              Duration.parse(text.value("time limit"))),
          text.value("history"),
          text.value("failure"),
          text.lines());
    } catch (NumberFormatException | DateTimeException unreadable) {
      throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
    }
  }
}
