package rules;

import static java.util.stream.Collectors.joining;
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

/**
 * Keeps words out of comments, messages and pages that a native engineer would not use there: they
 * hide who does what ("nobody", "whoever", "what was told"), or are translated idiom ("stands",
 * "tells", "whereto"). The cure is another sentence: name the task, the caller or the system, and
 * say what it does.
 */
class VoiceTest {
  private static final Path ROOT = Path.of("..");

  private static final List<String> WORDS =
      List.of(
          "whoever",
          "whereto",
          "wherefrom",
          "what was told",
          "into its grave",
          "hears out",
          "nobody",
          "somebody",
          "stands",
          "tells");

  private static final Pattern AVOIDED =
      Pattern.compile(
          WORDS.stream()
              .map(word -> word.replace(" ", "\\s+(?:[*/]+\\s*)?"))
              .collect(joining("|", "(?i)\\b(?:", ")\\b")));

  /** The targets of links in Markdown: the names of files are not prose. */
  private static final Pattern LINK_TARGET = Pattern.compile("(?<=\\]\\()[^)\\s]*");

  /** Files and directories, relative to the root, beside the main sources of all modules. */
  private static final List<String> AREAS =
      List.of(
          "CHANGELOG.md",
          "CONTRIBUTING.md",
          "README.md",
          "SECURITY.md",
          "changes",
          "docs",
          "examples",
          "gonzo",
          "release");

  /**
   * Text that may stay, because the word is a term of the field there, or a name that is not ours.
   *
   * @param file the path of the file, relative to the root of the repository
   * @param text the exact text around the word
   * @param reason why it may stay
   */
  private record Allowed(String file, String text, String reason) {}

  private static final List<Allowed> ALLOWED = List.of();

  @Test
  void words_that_hide_who_does_what_do_not_come_back() throws IOException {
    var found = new ArrayList<String>();
    for (Path file : files()) {
      found.addAll(avoided(name(file), text(file)));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void each_area_has_files() throws IOException {
    assertThat(areas()).hasSizeGreaterThan(AREAS.size());
    for (Path area : areas()) {
      try (Stream<Path> files = Files.walk(area)) {
        assertThat(files.filter(VoiceTest::isProse)).as(name(area)).isNotEmpty();
      }
    }
  }

  @Test
  void each_exception_is_still_needed() throws IOException {
    for (Allowed allowed : ALLOWED) {
      String text = text(ROOT.resolve(allowed.file()));
      assertThat(text).as(allowed.file()).contains(allowed.text());
      assertThat(AVOIDED.matcher(allowed.text()).find()).as(allowed.text()).isTrue();
    }
  }

  @Test
  void each_word_is_found_in_comments_and_strings_and_on_two_lines() {
    for (String word : WORDS) {
      assertThat(avoided("Sample.java", "// It is " + word + ".")).as(word).hasSize(1);
    }
    assertThat(avoided("Sample.java", "\"Nobody listens there\" + \"stands\"")).hasSize(2);
    assertThat(avoided("Sample.java", " * does what was\n * told")).hasSize(1);
    assertThat(avoided("sample.md", "[0004](0004-it-tells.md) standstill, understands")).isEmpty();
  }

  private static List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    for (Path area : areas()) {
      try (Stream<Path> inside = Files.walk(area)) {
        inside.filter(VoiceTest::isProse).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private static List<Path> areas() throws IOException {
    var areas = new ArrayList<Path>();
    AREAS.forEach(area -> areas.add(ROOT.resolve(area)));
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules
          .map(module -> module.resolve("src/main"))
          .filter(Files::isDirectory)
          .forEach(areas::add);
    }
    return areas;
  }

  private static boolean isProse(Path file) {
    String name = file.getFileName().toString();
    boolean isScript = !name.contains(".") || name.endsWith(".sh");
    boolean isSource = name.endsWith(".java") || name.endsWith(".md") || isScript;
    return isSource && Files.isRegularFile(file) && !file.toString().contains("/target/");
  }

  private static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private static List<String> avoided(String file, String text) {
    String prose = file.endsWith(".md") ? LINK_TARGET.matcher(text).replaceAll("") : text;
    for (Allowed allowed : ALLOWED) {
      if (allowed.file().equals(file)) {
        prose = prose.replace(allowed.text(), "");
      }
    }
    var found = new ArrayList<String>();
    Matcher word = AVOIDED.matcher(prose);
    while (word.find()) {
      long before = prose.substring(0, word.start()).chars().filter(each -> each == '\n').count();
      found.add("%s:%d: \"%s\"".formatted(file, before + 1, word.group()));
    }
    return found;
  }
}
