package dev.gonzo.kernel.loop.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The logger is found before a kernel is created, which may cause a garbage collection. */
@Tag("realTime")
class LoggerIsFoundFirstTest {
  @Test
  void a_collection_while_the_kernel_is_created_does_not_remove_the_handlers() throws Exception {
    var ended = ChildJvm.run(LoggerIsFoundFirst.class, "-Dgonzo.watchdog=0");
    assertThat(ended.out()).as(ended.err()).isEqualTo("handled\n");
  }
}
