package dev.gonzo.cluster.link;

import static dev.gonzo.cluster.link.Served.Admission.DROP;
import static dev.gonzo.cluster.link.Served.Admission.START;
import static dev.gonzo.cluster.link.Served.Admission.TOO_MANY;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which calls a node starts. */
class ServedTest {
  private final Served<String> served = new Served<>(2);

  @Test
  void edge_1_a_call_is_started_once() {
    assertThat(served.admit(5)).isEqualTo(START);
    served.started(5, "run");
    assertThat(served.admit(5)).isEqualTo(DROP);
    assertThat(served.ended(5, "run")).isTrue();
    assertThat(served.ended(5, "run")).isFalse();
    assertThat(served.admit(5)).isEqualTo(DROP);
    assertThat(served.admit(4)).isEqualTo(DROP);
    assertThat(served.admit(7)).isEqualTo(START);
  }

  @Test
  void edge_3_a_call_that_was_cancelled_before_it_came_is_not_started() {
    assertThat(served.refuse(5)).isTrue();
    assertThat(served.admit(5)).isEqualTo(DROP);
    assertThat(served.refuse(5)).as("it has arrived").isFalse();
  }

  @Test
  void too_many_calls_are_refused() {
    for (int id = 1; id <= 2; id++) {
      assertThat(served.admit(id)).isEqualTo(START);
      served.started(id, "run " + id);
    }
    assertThat(served.admit(3)).isEqualTo(TOO_MANY);
    assertThat(served.ended(1, "run 1")).isTrue();
    assertThat(served.admit(4)).isEqualTo(START);
  }

  @Test
  void the_end_of_a_run_of_an_ended_link_is_not_reported() {
    served.admit(1);
    served.started(1, "old");
    assertThat(served.removeAll()).containsExactly("old");
    served.admit(1);
    served.started(1, "new");
    assertThat(served.ended(1, "old")).isFalse();
    assertThat(served.find(1)).isEqualTo("new");
  }
}
