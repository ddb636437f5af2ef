package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says which test holds which sharp edge. */
class EdgesPageTest {
  private static final Pattern SCENARIO =
      Pattern.compile("(?m)^\\| ([A-H]\\d+) \\| .* \\| (.+) \\|$");
  private static final Pattern RULE = Pattern.compile("(?m)^\\| (\\d+)\\. .* \\| (.+) \\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Conformance))\\.(\\w+)`");
  private static final List<Path> SOURCES =
      List.of(
          Path.of("../core/src/test"),
          Path.of("../tls/src/test"),
          Path.of("src/main"),
          Path.of("src/test"));
  private static final Map<Character, Integer> SCENARIOS =
      new LinkedHashMap<>(
          Map.of('A', 19, 'B', 11, 'C', 17, 'D', 21, 'E', 23, 'F', 21, 'G', 17, 'H', 12));

  private final String page = Files.readString(Path.of("../docs/edges.md"));

  EdgesPageTest() throws IOException {}

  @Test
  void each_scenario_stands_there_once_and_each_rule() {
    var expected = new ArrayList<String>();
    SCENARIOS.forEach((letter, count) -> {
      for (int number = 1; number <= count; number++) {
        expected.add("" + letter + number);
      }
    });
    assertThat(SCENARIO.matcher(page).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(RULE.matcher(page).results().map(row -> row.group(1)))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
  }

  @Test
  void each_of_them_has_a_test_or_says_why_not() {
    Stream.concat(SCENARIO.matcher(page).results(), RULE.matcher(page).results())
        .forEach(row ->
            assertThat(row.group(2))
                .as(row.group(1))
                .matches(cell -> cell.startsWith("left out: ") || TEST.matcher(cell).find()));
  }

  @Test
  void each_test_that_is_named_exists() throws IOException {
    var sources = new HashMap<String, String>();
    for (Path root : SOURCES) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
      }
    }
    Matcher named = TEST.matcher(page);
    while (named.find()) {
      assertThat(sources).as(named.group()).containsKey(named.group(1));
      assertThat(sources.get(named.group(1)))
          .as(named.group())
          .containsPattern("void " + named.group(2) + "\\(");
    }
  }
}
