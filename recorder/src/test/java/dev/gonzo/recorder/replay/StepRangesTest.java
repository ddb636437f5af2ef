package dev.gonzo.recorder.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StepRangesTest {
  @Test
  void steps_are_found_in_and_between_ranges() {
    var builder = new StepRanges.Builder();
    LongStream.of(0, 1, 2, 5, 9, 10, 9, 10).forEach(builder::add);
    StepRanges ranges = builder.build();
    assertThat(LongStream.range(-1, 13).filter(ranges::contains))
        .containsExactly(0L, 1L, 2L, 5L, 9L, 10L);
  }
}
