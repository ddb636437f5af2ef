package dev.gonzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.StackTrace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a replay has ended, as it is shown. */
class ReplayVerdictTest {
  @Test
  void secrets_in_the_messages_of_exceptions_are_masked() {
    var diverged =
        new ReplayResult.Diverged(
            7,
            "task 1 gets java.io.IOException: jdbc:x://me:geheim@host refused",
            "task 1 gets java.io.IOException: password=geheim",
            StackTrace.NONE,
            3);
    var verdict = ReplayVerdict.of(List.of(diverged), new StackCut(_ -> false, ""));
    assertThat(verdict.text())
        .contains("recorded: task 1 gets", "me:***@host", "password=***")
        .doesNotContain("geheim");
  }
}
