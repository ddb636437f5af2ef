package dev.gonzo.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static final Plan SOME =
      Plan.only(
          List.of(
              new Decision("order: tasks of a = b", 3),
              new Decision("network: packet lost", 9),
              new Decision("network: packet lost", 7),
              new Decision("network: packet lost", 8),
              new Decision("network: packet lost", 1)));

  @Test
  void its_lines_name_each_kind_with_its_numbers() {
    assertThat(SOME.lines())
        .containsExactly("network: packet lost = 1 7-9", "order: tasks of a = b = 3");
  }

  @Test
  void its_lines_can_be_read_again() {
    assertThat(Plan.ofLines(SOME.lines()).lines()).isEqualTo(SOME.lines());
    assertThat(Plan.ofLines(List.of()).lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kind",
        "kind = ",
        "kind = 1 x",
        "kind = 3-1",
        "kind = -1",
        "kind = 9999999999"
      })
  void a_line_that_is_none_is_refused_with_its_text(String line) {
    assertThatThrownBy(() -> Plan.ofLines(List.of(line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": " + line);
  }

  @Test
  void only_what_it_names_takes_effect() {
    var decisions = new Decisions(SOME);
    Decisions.Kind lost = decisions.kind("network: packet lost");
    for (int number = 0; number < 12; number++) {
      assertThat(lost.strikes())
          .as("%d", number)
          .isEqualTo(number == 1 || (number >= 7 && number <= 9));
    }
    assertThat(decisions.kind("disk: full").strikes()).isFalse();
    assertThat(decisions.recorded()).extracting(Decision::number).containsExactly(1, 7, 8, 9);
  }

  @Test
  void everything_takes_effect_without_being_recorded() {
    var decisions = new Decisions(Plan.everything());
    assertThat(decisions.kind("disk: full").strikes()).isTrue();
    assertThat(decisions.recorded()).isEmpty();
    assertThatThrownBy(() -> Plan.everything().lines()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_fault_that_is_left_out_is_configured_but_not_counted() {
    var faults = new Faults(new Decisions(Plan.only(List.of(new Decision("disk: full", 1)))));
    assertThat(faults.strikes("disk: full")).isFalse();
    assertThat(faults.counts()).containsEntry("disk: full", 0L);
    assertThat(faults.strikes("disk: full")).isTrue();
    assertThat(faults.counts()).containsEntry("disk: full", 1L);
  }
}
