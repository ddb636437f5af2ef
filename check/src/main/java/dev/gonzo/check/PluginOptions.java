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
 */
record PluginOptions(Optional<Path> baseline, boolean update, boolean warnings) {
  static final PluginOptions NONE = new PluginOptions(Optional.empty(), false, false);

  static PluginOptions parse(String... arguments) {
    Optional<Path> baseline = Optional.empty();
    boolean update = false;
    boolean warnings = false;
    for (String argument : arguments) {
      if (argument.startsWith("baseline=") && argument.length() > "baseline=".length()) {
        baseline = Optional.of(path(argument.substring("baseline=".length())));
      } else if (argument.equals("update")) {
        update = true;
      } else if (argument.equals("warnings")) {
        warnings = true;
      } else {
        throw new IllegalArgumentException(
            "-Xplugin:Gonzo does not know \""
                + argument
                + "\"; its options are baseline=FILE, update and warnings, separated by spaces");
      }
    }
    if (update && baseline.isEmpty()) {
      throw new IllegalArgumentException(
          "-Xplugin:Gonzo update needs the file to write: -Xplugin:Gonzo baseline=FILE update");
    }
    return new PluginOptions(baseline, update, warnings);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("-Xplugin:Gonzo baseline: no path: " + name, e);
    }
  }
}
