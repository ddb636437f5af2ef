package dev.gonzo.cli.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where two histories begin to differ. */
class DiffTest {
  @TempDir Path directory;

  private static String shown(Path one, Path other, boolean areEqual) throws Exception {
    var text = new StringWriter();
    assertEquals(areEqual, new Diff(new PrintWriter(text)).show(one, other));
    return text.toString();
  }

  private Path trace(String name, List<String> lines) throws Exception {
    return Files.write(directory.resolve(name), lines);
  }

  @Test
  void the_first_divergence_of_two_real_histories_is_found() throws Exception {
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    assertTrue(Histories.ring(one, 3, 4, "one").failure().isEmpty());
    assertTrue(Histories.ring(other, 3, 4, "other").failure().isEmpty());
    // The programs do the same, until a host starts a task that has another name in each.
    List<String> lines = Files.readAllLines(one);
    long known =
        lines.stream()
            .filter(line -> line.contains("asks Spawn") && line.contains(" one "))
            .map(line -> TraceEvent.parse(line).orElseThrow().number())
            .findFirst()
            .orElseThrow();

    FirstDifference found = FirstDifference.between(one, other).orElseThrow();
    assertEquals(known, found.number());
    assertTrue(found.first().contains(" one "), found.first());
    assertTrue(found.second().contains(" other "), found.second());
    assertEquals(known - 1, found.before());
    assertEquals(lines.get((int) known), found.context().getLast());

    String text = shown(one, other, false);
    assertTrue(text.contains("number " + "%,d".formatted(known)), text);
    assertTrue(text.contains(other + ": at "), text);
    assertTrue(text.contains("the task main#0 of node"), text);
  }

  @Test
  void a_history_is_the_same_as_itself_and_longer_than_its_beginning() throws Exception {
    Path whole = directory.resolve("whole");
    assertTrue(Histories.ring(whole, 2, 2, "end").failure().isEmpty());
    List<String> lines = Files.readAllLines(whole);
    assertEquals(
        "the histories are the same: %,d events\n".formatted(lines.size() - 2),
        shown(whole, whole, true));

    Path part = trace("part", lines.subList(0, 30));
    String text = shown(part, whole, false);
    assertTrue(text.contains("the first event that differs is number 29\n"), text);
    assertTrue(text.contains(part + ": the history has ended"), text);
    assertEquals("(it has ended)", FirstDifference.between(part, whole).orElseThrow().first());
  }

  @Test
  void seeds_and_programs_are_named_if_they_differ() throws Exception {
    String event = "       1       0.000000000  a           fault           crashes";
    Path one = trace("one", List.of("# gonzo trace 1, seed 1, program A.java", event));
    Path other = trace("other", List.of("# gonzo trace 1, seed 2, program A.java", event));
    String text = shown(one, other, true);
    assertTrue(text.contains(other + ": seed 2, program A.java\n"), text);
    assertFalse(shown(one, one, true).contains("seed"), text);
  }
}
