package dev.gonzo.check;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The options behind {@code -Xplugin:Gonzo}.
 *
 * @param baseline the file of known faults
 * @param update whether to write that file
 * @param warnings whether each fault is only a warning
 * @param problem why they cannot be used; empty if they can
 */
record PluginOptions(
    Optional<Path> baseline, boolean update, boolean warnings, Optional<String> problem) {
  private static final String BASELINE = "baseline=";

  /** javac would show an exception with a stack trace, so a problem is reported with a class. */
  static PluginOptions parse(String... arguments) {
    Optional<Path> baseline = Optional.empty();
    boolean update = false;
    boolean warnings = false;
    for (String argument : arguments) {
      if (argument.startsWith(BASELINE) && argument.length() > BASELINE.length()) {
        try {
          baseline = Optional.of(Path.of(argument.substring(BASELINE.length())));
        } catch (InvalidPathException e) {
          return refused("-Xplugin:Gonzo cannot use this path: " + e.getMessage());
        }
      } else if (argument.equals("update")) {
        update = true;
      } else if (argument.equals("warnings")) {
        warnings = true;
      } else {
        return refused(
            "-Xplugin:Gonzo does not know \""
                + argument
                + "\"; its options are baseline=FILE, update and warnings, separated by spaces");
      }
    }
    if (update && baseline.isEmpty()) {
      return refused(
          "-Xplugin:Gonzo update needs the file to write: -Xplugin:Gonzo baseline=FILE update");
    }
    return new PluginOptions(baseline, update, warnings, Optional.empty());
  }

  private static PluginOptions refused(String problem) {
    return new PluginOptions(Optional.empty(), false, false, Optional.of(problem));
  }
}
