package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A failure that passed through very many tasks or groups: all levels are kept, and the printed
 * trace is short.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeepFailureTest {
  private static final int LEVELS = 10_000;

  private static TaskFailedException ofJoins() {
    return run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          Task<?> first = spawn("first", () -> sleep(ofDays(1)));
          Task<?> last = first;
          for (int i = 0; i < LEVELS; i++) {
            Task<?> before = last;
            last =
                spawn(() -> {
                  var _ = before.join();
                });
          }
          yieldNow();
          boolean _ = first.requestCancel("enough");
          return catchThrowableOfType(TaskFailedException.class, last::join);
        });
  }

  private static TaskFailedException ofGroups() {
    return run(
        Kernels.of("none", new VirtualClock()),
        () -> catchThrowableOfType(TaskFailedException.class, () -> nest(LEVELS)));
  }

  private static void nest(int depth) {
    if (depth == 0) {
      throw new IllegalStateException("innermost");
    }
    try (var group = TaskGroup.<Void>open()) {
      group.spawn(() -> nest(depth - 1));
      group.join();
    }
  }

  private static void isWholeAndShort(TaskFailedException failed, String last) {
    int levels = 0;
    long characters = 0;
    Throwable innermost = failed;
    for (Throwable level = failed; level != null; level = level.getCause()) {
      levels++;
      characters += level.getMessage().length();
      innermost = level;
    }
    assertThat(levels).isGreaterThan(LEVELS);
    assertThat(characters).isLessThan(100L * LEVELS);
    assertThat(innermost).hasMessageContaining(last);
    assertThat(failed.toString()).hasSizeLessThan(100);

    var written = new StringWriter();
    failed.printStackTrace(new PrintWriter(written, true));
    assertThat(written.toString())
        .hasSizeLessThan(200_000)
        .contains("levels are left out here", last);
    var printed = new ByteArrayOutputStream();
    failed.printStackTrace(new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(written.toString());
    var logged = new LogRecord(Level.WARNING, "failed");
    logged.setThrown(failed);
    assertThat(new SimpleFormatter().format(logged)).contains(last).hasSizeLessThan(200_000);
  }

  @Test
  void a_chain_of_joins() {
    isWholeAndShort(ofJoins(), "enough");
  }

  @Test
  void groups_in_groups() {
    isWholeAndShort(ofGroups(), "innermost");
  }

  @Test
  void a_few_levels_are_printed_as_the_jdk_prints_them() {
    var failed =
        new TaskFailedException(new TaskFailedException(new IllegalStateException("innermost")));
    failed.addSuppressed(new IllegalStateException("beside"));
    var written = new StringWriter();
    failed.printStackTrace(new PrintWriter(written, true));
    assertThat(written.toString())
        .startsWith("dev.gonzo.TaskFailedException: a task failed" + System.lineSeparator())
        .contains("\tSuppressed: java.lang.IllegalStateException: beside", "innermost")
        .doesNotContain("left out");
  }

  @Test
  void what_a_cause_says_is_shortened() {
    var failed = new TaskFailedException(new IllegalStateException("x".repeat(1_000_000)));
    assertThat(failed.getMessage()).hasSizeLessThan(300).startsWith("a task failed: java.lang");
  }
}
