package dev.gonzo.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task whose thread the system does not start ends like one that has failed by that error. */
@Tag("realTime")
class RefusedStartTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "baton"})
  void those_who_wait_for_a_task_that_could_not_start_see_its_failure(String carrier)
      throws Exception {
    var ended =
        ChildJvm.run(
            RefusedStartProgram.class,
            "-javaagent:" + FaultAgent.jar(directory),
            "-Dgonzo.carrier=" + carrier);
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(20).allMatch(line -> line.startsWith("ok: "));
  }
}
