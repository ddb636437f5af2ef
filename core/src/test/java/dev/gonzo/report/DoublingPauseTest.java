package dev.gonzo.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DoublingPauseTest {
  @Test
  void each_pause_is_twice_the_one_before_up_to_the_limit() {
    var pause = new DoublingPause(Duration.ofMillis(1), Duration.ofMillis(50));
    assertThat(LongStream.range(0, 8).map(_ -> pause.next().toMillis()))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 50L, 50L);
  }
}
