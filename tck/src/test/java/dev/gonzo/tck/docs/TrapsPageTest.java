package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The specification against the records that it is about. */
class TrapsPageTest {
  private static final Pattern ENTRY = Pattern.compile("(?m)^### \\d+\\.\\d+ `(\\w+)`$");
  private static final Pattern HEADING = Pattern.compile("(?m)^###? (.+)$");
  private static final Pattern LINK = Pattern.compile("\\]\\(#([^)]+)\\)");
  private static final Map<Class<?>, List<Integer>> CHAPTERS =
      Map.of(
          SchedulingTrap.class, List.of(2, 3, 4),
          ThreadTrap.class, List.of(5),
          NetTrap.class, List.of(6),
          FileTrap.class, List.of(7),
          ProcessTrap.class, List.of(8),
          EnvironmentTrap.class, List.of(9));

  private final String page = Files.readString(Path.of("../docs/traps.md"));

  TrapsPageTest() throws IOException {}

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(TrapsPageTest::records)
        : Stream.of(type);
  }

  private Map<String, String> entries(String text) {
    var entries = new LinkedHashMap<String, String>();
    Matcher heading = ENTRY.matcher(text);
    String name = null;
    int from = 0;
    while (heading.find()) {
      if (name != null) {
        entries.put(name, text.substring(from, heading.start()));
      }
      name = heading.group(1);
      from = heading.end();
    }
    entries.put(name, text.substring(from));
    return entries;
  }

  private static String line(String entry, String word) {
    return Arrays.stream(entry.split("\n"))
        .filter(line -> line.startsWith("- " + word + ": "))
        .findFirst()
        .orElse("");
  }

  @Test
  void the_head_counts_the_traps_and_their_groups() {
    assertThat(page)
        .contains(
            ": %d traps in %d groups."
                .formatted(
                    records(Trap.class).count(), Trap.class.getPermittedSubclasses().length));
  }

  @Test
  void each_version_that_there_was_is_in_the_list_and_the_last_is_in_the_head() {
    var version = Pattern.compile("(?m)^Version (\\d+):").matcher(page);
    assertThat(version.find()).isTrue();
    int last = Integer.parseInt(version.group(1));
    assertThat(Pattern.compile("(?m)^\\| (\\d+) \\|").matcher(page).results())
        .extracting(row -> Integer.parseInt(row.group(1)))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, last).boxed().toList());
  }

  @Test
  void each_link_within_the_page_leads_somewhere() {
    List<String> anchors =
        HEADING
            .matcher(page)
            .results()
            .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", ""))
            .map(heading -> heading.replace(' ', '-'))
            .toList();
    assertThat(LINK.matcher(page).results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(anchor -> assertThat(anchors).contains(anchor));
  }

  @Test
  void each_trap_has_its_entry_and_each_entry_its_trap() {
    assertThat(ENTRY.matcher(page).results().map(found -> found.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            records(Trap.class).map(Class::getSimpleName).toList());
  }

  @Test
  void each_trap_stands_in_a_chapter_of_its_group() {
    for (String chapter : page.split("(?m)^(?=## )")) {
      if (ENTRY.matcher(chapter).find()) {
        int number = Integer.parseInt(chapter.substring(3, 4));
        for (String name : entries(chapter).keySet()) {
          assertThat(CHAPTERS.entrySet())
              .as(name)
              .anyMatch(group ->
                  group.getValue().contains(number)
                      && records(group.getKey())
                          .anyMatch(type -> type.getSimpleName().equals(name)));
        }
      }
    }
  }

  @Test
  void each_entry_says_all_and_says_it_as_it_is() throws ReflectiveOperationException {
    Map<String, String> entries = entries(page);
    for (Class<?> type : records(Trap.class).toList()) {
      String entry = entries.getOrDefault(type.getSimpleName(), "");
      Trap<?> trap = make(type);
      Class<?> answer = trap.answerType();
      assertThat(line(entry, "answer"))
          .as(type.getSimpleName())
          .startsWith("- answer: `" + (answer == Void.class ? "null" : answer.getSimpleName()));
      assertThat(line(entry, "checkpoint"))
          .as(type.getSimpleName())
          .isEqualTo("- checkpoint: " + (trap.isCheckpoint() ? "yes" : "no"));
      assertThat(line(entry, "errors")).as(type.getSimpleName()).isNotEmpty();
      if (trap.isCheckpoint()) {
        assertThat(line(entry, "suspends")).as(type.getSimpleName()).isNotEmpty();
        assertThat(line(entry, "cancelled")).as(type.getSimpleName()).isNotEmpty();
      } else {
        assertThat(line(entry, "suspends")).as(type.getSimpleName()).isEqualTo("- suspends: never");
        assertThat(line(entry, "cancelled")).as(type.getSimpleName()).isEmpty();
      }
    }
  }

  /** A trap of this kind that asks for nothing in particular. */
  private static Trap<?> make(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(types).map(TrapsPageTest::nothing).toArray();
    return (Trap<?>) type.getDeclaredConstructor(types).newInstance(values);
  }

  private static Object nothing(Class<?> type) {
    if (type == boolean.class) {
      return false;
    } else if (type == int.class) {
      return 0;
    } else if (type == List.class) {
      return List.of("a command has a word");
    }
    return type == long.class ? 0L : null;
  }
}
