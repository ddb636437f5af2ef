package dev.gonzo.sim.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text of a plan's file. */
class PlanTextTest {
  @TempDir private Path directory;

  @Test
  void what_was_written_can_be_read() throws IOException {
    Path file = directory.resolve("some.plan");
    Map<String, String> values = new LinkedHashMap<>();
    values.put("seed", "7");
    values.put("failure", "java.lang.IllegalStateException: counted: #");
    var text = new PlanText(values, List.of("host: pause = 0-1", "order: tasks of main = 4"));
    text.write(file, List.of("It is repeated with:", "  a command"));
    assertThat(PlanText.read(file)).isEqualTo(text);
    assertThat(Files.readString(file))
        .startsWith("# It is repeated with:\n#   a command\nseed: 7\n");
  }

  @Test
  void what_is_missing_is_named() throws IOException {
    Path file = directory.resolve("some.plan");
    Files.writeString(file, "seed: 7\n");
    assertThatThrownBy(() -> PlanText.read(file))
        .hasMessage("there is no line 'what takes effect:'");
    Files.writeString(file, "seed: 7\nwhat takes effect:\n\n# nothing\n");
    PlanText text = PlanText.read(file);
    assertThat(text.lines()).isEmpty();
    assertThatThrownBy(() -> text.value("history")).hasMessage("there is no line 'history: ...'");
  }
}
