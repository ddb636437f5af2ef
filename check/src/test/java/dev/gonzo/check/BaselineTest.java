package dev.gonzo.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
  private static final String OLD =
      """
      class Main {
        static final int ONE = load();
        static int load() { sleep(ofMillis(1)); return 1; }
        void work(ExecutorService pool) { pool.submit(() -> load()); pool.submit(() -> load()); }
        static class Inner { @Override public String toString() { return "" + load(); } }
      }
      """;

  @TempDir Path directory;

  private List<Sources.Message> compile(String options, String... sources) {
    return Sources.compile(List.of(), List.of(options.split(" ")), sources);
  }

  private String option() {
    return "baseline=" + directory.resolve("known/faults");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(directory.resolve("known/faults"));
  }

  @Test
  void known_faults_are_not_reported_and_new_ones_are() throws IOException {
    assertThat(compile(option() + " update", OLD)).isEmpty();
    assertThat(lines())
        .hasSize(5)
        .contains(
            "gonzo:object-method Main$Inner.toString() Main.load()",
            "gonzo:static-initialiser Main.<clinit> Main.load()",
            "gonzo:wrong-thread Main.work(java.util.concurrent.ExecutorService) Main.load()");
    assertThat(compile(option(), "\n\n" + OLD)).isEmpty();
    String grown =
        OLD.replace(
            "pool.submit(() -> load()); }",
            "pool.submit(() -> load());" + " pool.submit(() -> load()); }");
    assertThat(compile(option(), grown))
        .singleElement()
        .satisfies(it -> assertThat(it.label()).isEqualTo("gonzo:wrong-thread"));
  }

  @Test
  void a_fault_that_is_gone_is_reported_at_its_class() {
    compile(option() + " update", OLD);
    String better = OLD.replace("return \"\" + load();", "return \"\";");
    assertThat(compile(option(), better))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.line()).isEqualTo(5);
          assertThat(it.kind()).isEqualTo(Diagnostic.Kind.WARNING);
          assertThat(it.text())
              .isEqualTo(
                  "the baseline has a fault that is gone; remove its line:"
                      + " gonzo:object-method Main$Inner.toString() Main.load()");
        });
  }

  @Test
  void classes_that_are_not_compiled_keep_their_lines() throws IOException {
    compile(option() + " update", OLD);
    List<String> before = lines();
    String other = "class Other { static { sleep(ofMillis(1)); } }";
    assertThat(compile(option(), "class Third {}")).isEmpty();
    compile(option() + " update", other);
    assertThat(lines())
        .containsAll(before)
        .contains("gonzo:static-initialiser Other.<clinit> sleep()")
        .hasSize(before.size() + 1);
    assertThat(directory.resolve("known")).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void a_baseline_that_cannot_be_read_hides_nothing() throws IOException {
    assertThat(compile(option(), OLD))
        .hasSize(5)
        .anySatisfy(it -> assertThat(it.text()).startsWith("the baseline cannot be read"));
    Files.createDirectories(directory.resolve("known"));
    Files.writeString(directory.resolve("known/faults"), "gonzo:nonsense a b\n");
    assertThat(compile(option(), OLD))
        .hasSize(5)
        .anySatisfy(it -> assertThat(it.text()).contains("line 1 of ", "gonzo:nonsense a b"));
    assertThat(compile(option() + " update", OLD)).hasSize(5);
    assertThat(lines()).containsExactly("gonzo:nonsense a b");
  }

  @Test
  void with_warnings_each_fault_is_only_a_warning() {
    assertThat(compile("warnings", OLD))
        .hasSize(4)
        .allSatisfy(it -> assertThat(it.kind()).isEqualTo(Diagnostic.Kind.WARNING));
  }

  @Test
  void an_unknown_option_is_refused() {
    for (String options : List.of("basline=x", "update", "baseline=")) {
      assertThat(compile(options, "class Main {}"))
          .singleElement()
          .satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Diagnostic.Kind.ERROR);
            assertThat(it.text()).contains("baseline=FILE");
          });
    }
    assertThat(compile("basline=x", "class Main {}").getFirst().text())
        .contains("\"basline=x\"; its options are baseline=FILE, update and warnings");
  }
}
