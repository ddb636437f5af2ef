package dev.gonzo.cli.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parsed arguments of {@code gonzo sim}.
 *
 * @param file the program, as the user typed it
 * @param arguments the arguments of its main method
 * @param properties system properties for it, each as {@code -Dname=value}
 * @param first the first seed
 * @param count how many seeds are tried
 * @param isOne whether one seed is tried, and what it prints is shown
 * @param jobs how many JVMs simulate at once
 * @param rules how all simulations run
 * @param sampleEvery one of how many seeds is tried twice; 0 for none
 * @param shrinkRuns how many runs may be made to shrink a failure; 0 for none
 * @param trace the file for the history of a failure; empty for none
 * @param timeline the file in which that history is drawn; empty for none
 * @param lastEvent the event up to which one history runs; 0 for its end
 * @param goesOn whether seeds are tried after one has failed
 */
public record Request(
    Path file,
    List<String> arguments,
    List<String> properties,
    long first,
    long count,
    boolean isOne,
    int jobs,
    Rules rules,
    int sampleEvery,
    int shrinkRuns,
    Optional<Path> trace,
    Optional<Path> timeline,
    long lastEvent,
    boolean goesOn) {

  /** The last seed. */
  long last() {
    return first + count - 1;
  }

  /** The command that tries one seed again, as the user types it. */
  String commandFor(long seed) {
    List<String> words = words();
    words.addAll(List.of("--seed", Long.toString(seed)));
    if (!rules.drawsFaults()) {
      words.addAll(List.of("--faults", "none"));
    }
    if (rules.firstCome()) {
      words.addAll(List.of("--order", "first-come"));
    }
    if (!rules.timeLimit().equals(Rules.TIME_LIMIT)) {
      words.addAll(List.of("--time-limit", rules.timeLimit().toString()));
    }
    return Words.line(words, properties, arguments);
  }

  /** The command that repeats the history of a plan. */
  String commandFor(Path plan) {
    List<String> words = words();
    words.addAll(List.of("--plan", plan.toString()));
    return Words.line(words, properties, arguments);
  }

  private List<String> words() {
    return new ArrayList<>(List.of("gonzo", "sim", file.toString()));
  }
}
