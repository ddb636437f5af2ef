package rules;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Files are short: one idea each. The ones that are too long do not grow. */
class FileLengthTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", "."), "src", "main", "java");
  private static final long MOST_LINES = 500;

  /** The files that are longer, and how long they may be; a file that was split is taken out. */
  private static final Map<String, Long> TOO_LONG =
      Map.ofEntries(
          entry("dev/gonzo/Gonzo.java", 691L),
          entry("dev/gonzo/Coroutine.java", 601L),
          entry("dev/gonzo/file/AsyncFile.java", 587L),
          entry("dev/gonzo/TaskGroup.java", 594L),
          entry("dev/gonzo/kernel/loop/LoopTask.java", 523L),
          entry("dev/gonzo/file/AsyncFiles.java", 557L));

  @Test
  void no_file_is_longer_than_it_may_be() throws IOException {
    assertThat(lengths())
        .isNotEmpty()
        .allSatisfy((file, lines) ->
            assertThat(lines)
                .as("lines of %s; split it into classes with one idea each", file)
                .isLessThanOrEqualTo(TOO_LONG.getOrDefault(file, MOST_LINES)));
  }

  @Test
  void no_file_is_listed_in_vain() throws IOException {
    Map<String, Long> lengths = lengths();
    assertThat(TOO_LONG.keySet())
        .allSatisfy(file ->
            assertThat(lengths.getOrDefault(file, 0L))
                .as("lines of %s; take it out of the list", file)
                .isGreaterThan(MOST_LINES));
  }

  private static Map<String, Long> lengths() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(
              Collectors.toMap(
                  file -> SOURCES.relativize(file).toString().replace('\\', '/'),
                  FileLengthTest::lines));
    }
  }

  private static long lines(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
