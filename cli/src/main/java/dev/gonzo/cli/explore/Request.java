package dev.gonzo.cli.explore;

import dev.gonzo.cli.sim.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parsed arguments of {@code gonzo explore}.
 *
 * @param file the program, as the user typed it
 * @param arguments the arguments of its main method
 * @param properties system properties for it, each as {@code -Dname=value}
 * @param switches the most switches in one order; empty for any number
 * @param orders the most orders
 * @param cancels whether tasks are cancelled
 * @param reduces whether orders are left out that differ only by steps that touch nothing in common
 * @param untilFailure whether the first order that fails is the last
 * @param order the only order that is run; empty for all
 * @param trace the file for the history of that order, or of the first that fails; empty for none
 * @param timeLimit how much simulated time an order may take
 * @param patience how much real time an order may take
 */
public record Request(
    Path file,
    List<String> arguments,
    List<String> properties,
    Optional<Integer> switches,
    long orders,
    boolean cancels,
    boolean reduces,
    boolean untilFailure,
    Optional<String> order,
    Optional<Path> trace,
    Duration timeLimit,
    Duration patience) {
  private static final String NONE = "";

  /** {@return what {@link #of} reads, without the properties, which the JVM has} */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(file.toString());
    words.add(switches.map(String::valueOf).orElse(NONE));
    words.add(String.valueOf(orders));
    words.add(String.valueOf(cancels));
    words.add(String.valueOf(reduces));
    words.add(String.valueOf(untilFailure));
    words.add(order.orElse(NONE));
    words.add(trace.map(Path::toString).orElse(NONE));
    words.add(timeLimit.toString());
    words.add(patience.toString());
    words.add(String.valueOf(properties.size()));
    words.addAll(properties);
    words.addAll(arguments);
    return words;
  }

  /**
   * Reads a request.
   *
   * @param words what {@link #words} returned
   * @return the request
   */
  public static Request of(List<String> words) {
    int properties = Integer.parseInt(words.get(10));
    List<String> rest = words.subList(11, words.size());
    return new Request(
        Path.of(words.get(0)),
        rest.subList(properties, rest.size()),
        rest.subList(0, properties),
        given(words.get(1)).map(Integer::valueOf),
        Long.parseLong(words.get(2)),
        Boolean.parseBoolean(words.get(3)),
        Boolean.parseBoolean(words.get(4)),
        Boolean.parseBoolean(words.get(5)),
        given(words.get(6)),
        given(words.get(7)).map(Path::of),
        Duration.parse(words.get(8)),
        Duration.parse(words.get(9)));
  }

  private static Optional<String> given(String word) {
    return word.equals(NONE) ? Optional.empty() : Optional.of(word);
  }

  /** The command that repeats an order, as the user types it. */
  String commandFor(String repeated) {
    List<String> words = new ArrayList<>(List.of("gonzo", "explore", file.toString()));
    if (cancels) {
      words.add("--cancel");
    }
    words.addAll(List.of("--order", repeated));
    return Words.line(words, properties, arguments);
  }
}
