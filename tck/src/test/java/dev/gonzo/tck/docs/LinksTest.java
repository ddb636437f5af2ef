package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each link from one page to another leads to a file, and to a heading in it; the modules are on
 * the README.
 */
class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\n]*`");
  private static final Pattern MODULE = Pattern.compile("<artifactId>(gonzo-\\w+)</artifactId>");

  @Test
  void each_link_leads_somewhere() throws IOException {
    var broken = new ArrayList<String>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll("code"));
      while (link.find()) {
        String target = link.group(1);
        if (!target.matches("\\w+:.*") && !leadsSomewhere(page, target)) {
          broken.add(ROOT.relativize(page) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void the_readme_has_a_line_for_each_module_that_users_can_add() throws IOException {
    Matcher modules = MODULE.matcher(Files.readString(ROOT.resolve("bom/pom.xml")));
    Set<String> named = modules.results().map(m -> m.group(1)).collect(Collectors.toSet());
    assertThat(Files.readAllLines(ROOT.resolve("README.md")))
        .filteredOn(line -> line.startsWith("| `gonzo-"))
        .extracting(line -> line.split("`")[1])
        .containsExactlyInAnyOrderElementsOf(named);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files =
        Stream.of("", "docs", "docs/decisions", "examples", "changes")
            .map(ROOT::resolve)
            .flatMap(LinksTest::filesIn)) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  private static Stream<Path> filesIn(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static boolean leadsSomewhere(Path page, String target) throws IOException {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path place = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (hash < 0 || !place.toString().endsWith(".md")) {
      return Files.exists(place);
    }
    return Files.isRegularFile(place)
        && anchors(Files.readString(place)).contains(target.substring(hash + 1));
  }

  /** The names that headings have as targets of links: as on the sites that show Markdown. */
  private static Set<String> anchors(String text) {
    var anchors = new TreeSet<String>();
    Map<String, Integer> seen = new HashMap<>();
    Matcher heading = HEADING.matcher(text.replaceAll("(?ms)^ *```.*?^ *```", ""));
    while (heading.find()) {
      String name =
          heading
              .group(1)
              .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = seen.merge(name, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? name : name + "-" + before);
    }
    return anchors;
  }
}
