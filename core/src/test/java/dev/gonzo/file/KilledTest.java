package dev.gonzo.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a killed program leaves behind. */
@Tag("realTime")
class KilledTest {
  private static final int ACKNOWLEDGED = 20;

  @TempDir private Path directory = Path.of("");

  @Test
  void what_was_acknowledged_after_sync_is_there_after_kill_9() throws Exception {
    try (var program = ChildJvm.start(SyncedProgram.class, "-Ddirectory=" + directory)) {
      program.awaitLine("synced " + ACKNOWLEDGED);
      program.signal("KILL");
      assertThat(program.awaitEnd().status()).isEqualTo(128 + 9);
    }
    var records = Files.readAllLines(directory.resolve("log"));
    for (int i = 1; i <= ACKNOWLEDGED; i++) {
      assertThat(records.get(i - 1)).isEqualTo("record %08d".formatted(i));
    }
    String state = Files.readString(directory.resolve("state"));
    String number = state.substring(0, 8);
    assertThat(Integer.parseInt(number)).isGreaterThanOrEqualTo(ACKNOWLEDGED);
    assertThat(state).isEqualTo(number.repeat(10_000)); // whole, in the middle of the next one too
  }
}
