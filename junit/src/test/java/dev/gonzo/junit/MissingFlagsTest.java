package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a JVM without the flags. */
@Tag("realTime")
class MissingFlagsTest {
  /** Two tests. */
  @GonzoTest(virtualTime = true)
  static class Sample {
    @RepeatedTest(2)
    void passes() {
      sleep(ofHours(1));
    }
  }

  /** Runs them. */
  static final class Program {
    public static void main(String[] arguments) {
      var results = Results.of(Sample.class);
      System.out.println("passed " + results.passed().size());
      results.failed().values().forEach(failure -> System.out.println(failure.getMessage()));
    }
  }

  private static String lineForMaven() throws Exception {
    String flags =
        String.join(
            " ",
            Files.readAllLines(Path.of("..", "jvm.flags")).stream()
                .filter(line -> !line.startsWith("#"))
                .filter(line -> !line.contains("java.net")) // only for the bridge
                .toList());
    return "<argLine>" + flags + "</argLine>";
  }

  private static final String LINE_FOR_GRADLE =
      "jvmArgs(\"--add-opens\", \"java.base/java.lang=ALL-UNNAMED\","
          + " \"--enable-native-access=ALL-UNNAMED\")";

  @Test
  void the_tests_run_and_one_warning_names_the_lines() throws Exception {
    try (var child = ChildJvm.startPlain(Program.class)) {
      var ended = child.awaitEnd();
      assertThat(ended.out()).contains("passed 2");
      assertThat(ended.err()).containsOnlyOnce(lineForMaven()).containsOnlyOnce(LINE_FOR_GRADLE);
    }
  }

  @Test
  void if_the_carrier_that_needs_them_was_chosen_each_test_fails_with_the_lines() throws Exception {
    try (var child = ChildJvm.startPlain(Program.class, "-Dgonzo.carrier=scheduler")) {
      var ended = child.awaitEnd();
      assertThat(ended.out())
          .contains(
              "passed 0",
              "Gonzo cannot run the tests in this JVM",
              lineForMaven(),
              LINE_FOR_GRADLE);
    }
  }

  @Test
  void if_the_other_carrier_was_chosen_there_is_no_warning() throws Exception {
    try (var child = ChildJvm.startPlain(Program.class, "-Dgonzo.carrier=baton")) {
      var ended = child.awaitEnd();
      assertThat(ended.out()).contains("passed 2");
      assertThat(ended.err()).doesNotContain("argLine");
    }
  }
}
