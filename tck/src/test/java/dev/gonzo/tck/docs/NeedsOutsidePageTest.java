package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.tck.NeedsOutside;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about kernels lists each test that a simulated kernel leaves out, with the reason. */
class NeedsOutsidePageTest {
  private static final Path PAGE = Path.of("../docs/kernels.md");
  private static final Path CHAPTERS = Path.of("src/main/java/dev/gonzo/tck");

  private static Stream<Method> tests(String chapter) {
    try {
      return Arrays.stream(Class.forName("dev.gonzo.tck." + chapter).getDeclaredMethods());
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<String> expected() throws IOException {
    try (Stream<Path> files = Files.list(CHAPTERS)) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .filter(name -> name.endsWith("Conformance"))
          .flatMap(NeedsOutsidePageTest::tests)
          .filter(test -> test.isAnnotationPresent(NeedsOutside.class))
          .map(test ->
              "| %s | `%s.%s` |"
                  .formatted(
                      test.getAnnotation(NeedsOutside.class).value(),
                      test.getDeclaringClass().getSimpleName().replace("Conformance", ""),
                      test.getName()))
          .sorted()
          .toList();
    }
  }

  @Test
  void the_page_lists_each_test_that_needs_something_outside() throws IOException {
    List<String> listed =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals("| needs | test |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(String.join("\n", listed)).isEqualTo(String.join("\n", expected()));
  }
}
