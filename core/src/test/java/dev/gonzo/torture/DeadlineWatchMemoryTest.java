package dev.gonzo.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one thread that watches the deadlines of all kernels does not end for want of memory. */
@Tag("realTime")
class DeadlineWatchMemoryTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void the_watch_over_deadlines_goes_on_after_it_has_found_no_memory() throws Exception {
    var ended = ChildJvm.run(DeadlineWatchProgram.class, "-javaagent:" + FaultAgent.jar(directory));
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).isEqualTo("noticed\n");
  }
}
