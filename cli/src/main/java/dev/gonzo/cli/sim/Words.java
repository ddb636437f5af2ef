package dev.gonzo.cli.sim;

import java.util.ArrayList;
import java.util.List;

/** A command as the user types it. */
public final class Words {
  private Words() {}

  /**
   * Returns a command in one line.
   *
   * @param words the command and its options
   * @param properties system properties of the program, each as {@code -Dname=value}
   * @param arguments the arguments of the program
   * @return the line, quoted for a shell
   */
  public static String line(List<String> words, List<String> properties, List<String> arguments) {
    List<String> all = new ArrayList<>(words);
    all.addAll(properties);
    if (!arguments.isEmpty()) {
      all.add("--");
      all.addAll(arguments);
    }
    return String.join(" ", all.stream().map(Words::quoted).toList());
  }

  /** A word as a shell reads it. */
  private static String quoted(String word) {
    return word.matches("[\\w./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
