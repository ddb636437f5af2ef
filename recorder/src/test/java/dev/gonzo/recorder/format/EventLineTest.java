package dev.gonzo.recorder.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.recorder.event.Event;
import org.junit.jupiter.api.Test;

class EventLineTest {
  @Test
  void the_name_of_a_task_is_known_up_to_its_end() {
    var lines = new EventLine(true, true);
    var ended = new Event.Ended(7, "returned");
    assertThat(lines.of(new Event.Created(7, -1, "ann", false))).isEqualTo("is created");
    assertThat(lines.of(ended)).isEqualTo("has ended: it returned");
    assertThat(lines.task(ended)).isEqualTo("ann");
    assertThat(lines.of(new Event.Turn(8, 0))).startsWith("turn");
    assertThat(lines.task(ended)).isEqualTo("task-7");
  }
}
