package dev.gonzo.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;

/** The file with which a transcript is compared. */
final class TranscriptFile {
  private static final String UPDATE = "gonzo.transcripts.update";
  private static final String DIRECTORY = "gonzo.transcripts.directory";
  private static final int SHOWN = 5;

  private final Path file;
  private final boolean updates;
  private final boolean mustExist;

  /**
   * Describes a file.
   *
   * @param file the file
   * @param updates whether it is written, whatever it contains
   * @param mustExist whether a file that is not there is a failure
   */
  TranscriptFile(Path file, boolean updates, boolean mustExist) {
    this.file = file;
    this.updates = updates;
    this.mustExist = mustExist;
  }

  static TranscriptFile of(ExtensionContext context) {
    String directory = context.getConfigurationParameter(DIRECTORY).orElse("src/test/transcripts");
    String type = context.getRequiredTestClass().getName();
    String name =
        type.substring(type.lastIndexOf('.') + 1) + "." + context.getRequiredTestMethod().getName();
    boolean isFirst = context.getUniqueId().endsWith("#1]");
    return new TranscriptFile(
        Path.of(directory, name + ".txt"),
        isFirst && context.getConfigurationParameter(UPDATE).map("true"::equals).orElse(false),
        "true".equals(System.getenv("CI")));
  }

  /**
   * Compares it.
   *
   * @param lines what was recorded
   * @throws AssertionFailedError if it differs
   * @throws IOException if the file cannot be read or written
   */
  void compare(List<String> lines) throws IOException {
    if (updates || (!Files.exists(file) && !mustExist)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, lines);
      return;
    }
    if (!Files.exists(file)) {
      throw new AssertionFailedError(
          "there is no transcript " + file + ": run the test once, and check it in");
    }
    List<String> expected = Files.readAllLines(file);
    if (!expected.equals(lines)) {
      throw new AssertionFailedError(
          difference(expected, lines), String.join("\n", expected), String.join("\n", lines));
    }
  }

  private String difference(List<String> expected, List<String> lines) {
    int same = 0;
    while (same < Math.min(expected.size(), lines.size())
        && expected.get(same).equals(lines.get(same))) {
      same++;
    }
    return "the transcript differs from "
        + file
        + " at line "
        + (same + 1)
        + ":\n"
        + shown("- ", expected, same)
        + shown("+ ", lines, same)
        + "If the new one is right, accept it: -D"
        + UPDATE
        + "=true";
  }

  private static String shown(String sign, List<String> lines, int from) {
    if (from >= lines.size()) {
      return sign + "(it has ended)\n";
    }
    var text = new StringBuilder();
    for (String line : lines.subList(from, Math.min(lines.size(), from + SHOWN))) {
      text.append(sign).append(line).append('\n');
    }
    return text.toString();
  }
}
