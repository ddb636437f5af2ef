package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A garbage collection does not remove the handlers that a program has added to the logger. */
@Tag("realTime")
class HandlersAreKeptTest {
  @ParameterizedTest
  @ValueSource(classes = {HandlersAreKept.InARun.class, HandlersAreKept.WithoutKernel.class})
  void a_report_arrives_at_a_handler_whose_logger_nobody_keeps(Class<?> program) throws Exception {
    var ended = ChildJvm.run(program, "-Dgonzo.watchdog=0");
    assertThat(ended.out()).as(ended.err()).isEqualTo("handled\n");
  }
}
