package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of sharp edges. Its scenarios are written by hand; the tests of each are generated from
 * the comments {@code // docs/edges.md: A1, rule 2} above tests. {@code -Dgonzo.edges.update=true}
 * takes them into the page, for review.
 */
class EdgesPageTest {
  private static final Path PAGE = Path.of("../docs/edges.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^(\\| (?:([A-H]\\d+) \\||(\\d+)\\.) .* \\| )(.+) \\|$");
  private static final Pattern MARK =
      Pattern.compile("(?m)^ *// docs/edges\\.md: (.+)\n.*\\bvoid (\\w+)\\(");
  private static final String LEFT_OUT = "left out: ";
  private static final List<Path> SOURCES =
      List.of(
          Path.of("../core/src/test"),
          Path.of("../flow/src/test"),
          Path.of("../tls/src/test"),
          Path.of("../sim/src/test"),
          Path.of("src/main"),
          Path.of("src/test"));
  private static final Map<Character, Integer> SCENARIOS =
      Map.of('A', 19, 'B', 11, 'C', 17, 'D', 21, 'E', 23, 'F', 22, 'G', 17, 'H', 12);

  private final String page = Files.readString(PAGE);
  private final SortedMap<String, List<String>> tests = tests();

  EdgesPageTest() throws IOException {}

  /** The tests that are marked, by scenario or rule; those of the kit first. */
  private static SortedMap<String, List<String>> tests() throws IOException {
    var tests = new TreeMap<String, List<String>>();
    for (Path root : SOURCES) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String type = file.getFileName().toString().replace(".java", "");
          Matcher mark = MARK.matcher(Files.readString(file));
          while (mark.find()) {
            for (String edge : mark.group(1).split(", ")) {
              tests
                  .computeIfAbsent(edge, _ -> new ArrayList<>())
                  .add("`" + type + "." + mark.group(2) + "`");
            }
          }
        }
      }
    }
    Comparator<String> kitFirst =
        Comparator.comparing(test -> test.contains("Conformance.") ? 0 : 1);
    tests.values().forEach(of -> of.sort(kitFirst.thenComparing(Comparator.naturalOrder())));
    return tests;
  }

  private static String edge(MatchResult row) {
    return row.group(2) != null ? row.group(2) : "rule " + row.group(3);
  }

  /** What the page has to show for a row. */
  private String cell(MatchResult row) {
    List<String> named = tests.get(edge(row));
    return named == null ? row.group(4) : String.join("<br>", named);
  }

  @Test
  void each_scenario_and_each_rule_is_there_once() {
    var expected = new ArrayList<String>();
    SCENARIOS.forEach((letter, count) -> {
      for (int number = 1; number <= count; number++) {
        expected.add("" + letter + number);
      }
    });
    for (int number = 1; number <= 10; number++) {
      expected.add("rule " + number);
    }
    assertThat(ROW.matcher(page).results().map(EdgesPageTest::edge))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(expected).as("what is named above tests").containsAll(tests.keySet());
  }

  @Test
  void each_of_them_has_a_test_or_says_why_not() {
    Map<String, String> rows =
        ROW.matcher(page).results().collect(Collectors.toMap(EdgesPageTest::edge, r -> r.group(4)));
    rows.forEach((edge, cell) ->
        assertThat(tests.containsKey(edge))
            .as("%s has a test, and is not left out; or the reverse", edge)
            .isNotEqualTo(cell.startsWith(LEFT_OUT)));
  }

  @Test
  void the_page_names_the_tests_of_each() throws IOException {
    Function<MatchResult, String> row =
        found -> Matcher.quoteReplacement(found.group(1) + cell(found) + " |");
    String generated = ROW.matcher(page).replaceAll(row);
    if (Boolean.getBoolean("gonzo.edges.update")) {
      Files.writeString(PAGE, generated);
      return;
    }
    assertThat(page)
        .as("%s; -Dgonzo.edges.update=true takes the tests in", PAGE)
        .isEqualTo(generated);
  }
}
