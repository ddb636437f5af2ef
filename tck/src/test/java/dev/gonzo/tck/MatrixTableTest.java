package dev.gonzo.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MatrixTableTest {
  private static final String TABLE =
      """
      | chapter | nio | nio on baton |
      | --- | --- | --- |
      | net | pass | pass |
      | processes | – |  |
      | time |  | 3 of 4 |\
      """;

  @Test
  void what_is_written_is_read() {
    assertThat(MatrixTable.read("chapter", TABLE)).hasToString(TABLE);
    assertThat(MatrixTable.read("chapter", "no table")).hasToString("| chapter |\n| --- |");
  }

  @Test
  void a_whole_run_replaces_its_columns_and_no_others() {
    MatrixTable table = MatrixTable.read("chapter", TABLE);
    table.replace(Map.of("nio on baton", Map.of("time", "pass")), true);
    assertThat(table)
        .hasToString(
            """
            | chapter | nio | nio on baton |
            | --- | --- | --- |
            | net | pass |  |
            | processes | – |  |
            | time |  | pass |\
            """);
  }

  @Test
  void a_run_of_some_tests_replaces_what_it_ran_and_adds_columns() {
    MatrixTable table = MatrixTable.read("chapter", TABLE);
    table.replace(Map.of("nio", Map.of("time", "pass"), "epoll", Map.of("net", "1 of 2")), false);
    assertThat(table)
        .hasToString(
            """
            | chapter | epoll | nio | nio on baton |
            | --- | --- | --- | --- |
            | net | 1 of 2 | pass | pass |
            | processes |  | – |  |
            | time |  | pass | 3 of 4 |\
            """);
  }

  @Test
  void a_verdict_does_not_change_with_the_number_of_tests_that_pass() {
    assertThat(new Matrix.Count(1, 0, 0).verdict()).isEqualTo("pass");
    assertThat(new Matrix.Count(20, 3, 0).verdict()).isEqualTo("pass");
    assertThat(new Matrix.Count(0, 3, 0).verdict()).isEqualTo("–");
    assertThat(new Matrix.Count(20, 3, 2).verdict()).isEqualTo("20 of 22");
  }

  @Test
  void a_chapter_is_called_by_its_words() {
    assertThat(Matrix.chapter(NetWaitConformance.class)).isEqualTo("net wait");
    assertThat(Matrix.chapter(TimeConformance.class)).isEqualTo("time");
  }

  @Test
  void each_chapter_of_the_kit_has_its_row_on_the_page() throws Exception {
    // Taken in at the end of such a run: it is there the next time.
    Assumptions.assumeFalse(Boolean.getBoolean("gonzo.matrix.update"));
    var chapters = new ArrayList<String>();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/gonzo/tck"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (name.matches("\\w+Conformance")) {
          Class<?> type = Class.forName("dev.gonzo.tck." + name);
          if (Conformance.class.isAssignableFrom(type)) { // the others run the chapters
            chapters.add(Matrix.chapter(type));
          }
        }
      }
    }
    List<String> lines = Files.readAllLines(Path.of("../docs/kernels.md"));
    int first =
        lines.indexOf(lines.stream().filter(l -> l.startsWith("| chapter")).findAny().get());
    assertThat(lines.stream().skip(first + 2).takeWhile(line -> line.startsWith("|")))
        .extracting(line -> line.split("\\|")[1].strip())
        .containsExactlyInAnyOrderElementsOf(chapters);
  }
}
