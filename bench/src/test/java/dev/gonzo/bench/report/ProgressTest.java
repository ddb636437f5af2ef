package dev.gonzo.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  /** The library swallows what its own thread throws, such as for a class that is missing. */
  @Test
  void the_bar_is_shown() {
    try (var progress = Progress.withBar(2, out)) {
      progress.step("one");
      progress.step("two");
    }

    assertThat(text()).contains("bench 100%", "2/2", "two");
  }

  @Test
  void without_a_terminal_there_is_only_what_is_said() {
    try (var progress = Progress.plain(out)) {
      progress.step("one");
      progress.say("something");
    }

    assertThat(text().strip()).isEqualTo("gonzo bench: something");
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
