package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that shows the smallest kernel shows its files as they are. */
class SmallestKernelPageTest {
  private static final Path PAGE = Path.of("../docs/smallest-kernel.md");
  private static final Path FILES = Path.of("src/test/java/dev/gonzo/tck/smallest");
  private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");

  /** {@code -Dgonzo.docs.update=true} takes the files into the page, for review. */
  @Test
  void the_page_shows_the_files_as_they_are() throws IOException {
    var files = new ArrayList<String>();
    for (String name : List.of("SmallestKernel.java", "SmallTask.java")) {
      files.add(Files.readString(FILES.resolve(name)));
    }
    if (Boolean.getBoolean("gonzo.docs.update")) {
      var left = files.iterator();
      Files.writeString(
          PAGE,
          SHOWN
              .matcher(Files.readString(PAGE))
              .replaceAll(_ -> Matcher.quoteReplacement("```java\n" + left.next() + "```")));
    }
    assertThat(SHOWN.matcher(Files.readString(PAGE)).results().map(shown -> shown.group(1)))
        .containsExactlyElementsOf(files);
  }

  @Test
  void each_file_of_it_is_short() throws IOException {
    for (String name : List.of("SmallestKernel.java", "SmallTask.java")) {
      try (Stream<String> lines = Files.lines(FILES.resolve(name))) {
        assertThat(lines.count()).as(name).isLessThan(150);
      }
    }
  }
}
