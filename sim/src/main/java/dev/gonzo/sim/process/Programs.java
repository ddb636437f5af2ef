package dev.gonzo.sim.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The programs that hosts can start: those that were registered, and the classes with a {@code
 * main} method.
 */
public final class Programs {
  private final Map<String, Executable> registered = new ConcurrentSkipListMap<>();
  private final FreshClasses classes;
  private final @Nullable Programs others;

  /**
   * Creates a list of no registered programs.
   *
   * @param classes where classes with a {@code main} method are found
   */
  public Programs(FreshClasses classes) {
    this(classes, null);
  }

  /**
   * Creates a list that includes those that are registered in another one.
   *
   * @param classes where classes with a {@code main} method are found
   * @param others the other list; null for none
   */
  public Programs(FreshClasses classes, @Nullable Programs others) {
    this.classes = classes;
    this.others = others;
  }

  /** {@return where classes with a {@code main} method are found} */
  public FreshClasses classes() {
    return classes;
  }

  /**
   * Registers a program.
   *
   * @param name its name, without a directory
   * @param program the program
   * @throws IllegalArgumentException if the name is empty or has a slash, or is taken
   */
  public void add(String name, Executable program) {
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException(
          "the name of a program is not empty and has no '/', got '" + name + "'");
    }
    if (registered.putIfAbsent(name, program) != null) {
      throw new IllegalArgumentException("there is a program called " + name + " already");
    }
  }

  /**
   * Removes a program.
   *
   * @param name its name
   */
  public void remove(String name) {
    registered.remove(name);
  }

  /**
   * What a command starts.
   *
   * @param executable a registered program; empty if it is a class
   * @param mainClass the name of the class; empty if it is a registered program
   * @param arguments what is left of the words of the command
   */
  public record Found(Optional<Executable> executable, String mainClass, List<String> arguments) {}

  /**
   * Finds the program of a command: registered by its name, which may be the last part of a path;
   * or a class, by its name or in a command such as {@code java -cp classes com.acme.Worker}.
   *
   * @param command the words of the command
   * @return what it starts; empty if that is not known
   */
  public Optional<Found> find(List<String> command) {
    String first = command.getFirst();
    String name = first.substring(first.lastIndexOf('/') + 1);
    Executable executable = registered(name);
    List<String> rest = command.subList(1, command.size());
    if (executable != null) {
      return Optional.of(new Found(Optional.of(executable), "", rest));
    }
    if (name.equals("java")) {
      return ofJava(rest);
    }
    return ofClass(first, rest);
  }

  private @Nullable Executable registered(String name) {
    Executable own = registered.get(name);
    return own == null && others != null ? others.registered(name) : own;
  }

  private Optional<Found> ofClass(String name, List<String> arguments) {
    return classes.has(name)
        ? Optional.of(new Found(Optional.empty(), name, arguments))
        : Optional.empty();
  }

  /** The first word that is no option of the JVM, nor the value of one, is the main class. */
  private Optional<Found> ofJava(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (hasValue(word)) {
        i++;
      } else if (!word.startsWith("-") && !word.startsWith("@")) {
        return ofClass(word, words.subList(i + 1, words.size()));
      }
    }
    return Optional.empty();
  }

  private static boolean hasValue(String option) {
    return switch (option) {
      case "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "--add-reads",
          "--enable-native-access" ->
          true;
      default -> false;
    };
  }
}
