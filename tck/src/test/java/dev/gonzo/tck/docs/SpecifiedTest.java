package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.tck.Conformance;
import dev.gonzo.tck.Specified;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The specification against the kit: no section without a test, and no test without a section. */
class SpecifiedTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^### (\\d+)\\.(\\d+) .+$");
  private static final Pattern KIT = Pattern.compile("`(\\w+Conformance)`");
  // The standard input is the one of the JVM, which belongs to who runs the tests: tested in a JVM
  // of its own.
  private static final Map<String, Path> ELSEWHERE =
      Map.of("9.4", Path.of("../core/src/test/java/dev/gonzo/console/ConsoleTest.java"));

  private final String page = Files.readString(Path.of("../docs/traps.md"));
  private final List<Class<?>> chapters = chapters();

  SpecifiedTest() throws IOException, ClassNotFoundException {}

  private static List<Class<?>> chapters() throws IOException, ClassNotFoundException {
    var chapters = new ArrayList<Class<?>>();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/gonzo/tck"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (name.matches("\\w+Conformance")) {
          chapters.add(Class.forName("dev.gonzo.tck." + name));
        }
      }
    }
    return chapters;
  }

  private List<String> sections() {
    return SECTION
        .matcher(page)
        .results()
        .map(section -> section.group(1) + "." + section.group(2))
        .toList();
  }

  private Stream<Method> tests() {
    return chapters.stream()
        .flatMap(chapter -> Arrays.stream(chapter.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class));
  }

  private static List<String> named(AnnotatedElement element) {
    Specified specified = element.getAnnotation(Specified.class);
    return specified == null ? List.of() : List.of(specified.value());
  }

  @Test
  void each_section_is_named_by_a_test() {
    // By a test, not by a chapter: what a chapter's programs are built on, it does not look at.
    var named = new ArrayList<String>(ELSEWHERE.keySet());
    tests().forEach(test -> named.addAll(named(test)));
    assertThat(named).containsAll(sections());
    assertThat(ELSEWHERE.values()).allMatch(Files::exists);
  }

  @Test
  void each_test_or_its_chapter_names_a_section_that_there_is() {
    List<String> sections = sections();
    assertThat(tests())
        .hasSizeGreaterThan(250)
        .allSatisfy(test -> {
          var named = new ArrayList<>(named(test));
          named.addAll(named(test.getDeclaringClass()));
          assertThat(named)
              .as(test.getDeclaringClass().getSimpleName() + "." + test.getName())
              .isNotEmpty()
              .isSubsetOf(sections);
        });
  }

  @Test
  void sections_are_numbered_in_order() {
    String previous = "0.0";
    for (MatchResult section : SECTION.matcher(page).results().toList()) {
      int chapter = Integer.parseInt(section.group(1));
      int number = Integer.parseInt(section.group(2));
      assertThat(previous)
          .as(section.group())
          .matches(number == 1 ? "%d\\..+".formatted(chapter - 1) : chapter + "\\." + (number - 1));
      previous = chapter + "." + number;
    }
  }

  @Test
  void each_chapter_of_the_kit_stands_on_the_page_and_the_other_way_round() {
    assertThat(KIT.matcher(page).results().map(kit -> kit.group(1)).distinct())
        .containsExactlyInAnyOrderElementsOf(
            chapters.stream()
                .filter(Conformance.class::isAssignableFrom) // the others run the chapters
                .map(Class::getSimpleName)
                .filter(name -> !name.equals("Conformance"))
                .toList());
  }
}
