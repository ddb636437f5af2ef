package dev.gonzo.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static final int CHOICES = 200;

  private static List<Integer> choices(Plan plan) {
    Order order = Order.of(Draws.of(1), new Decisions(plan), "tasks");
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < CHOICES; i++) {
      chosen.add(order.choose(4, () -> 3));
    }
    return chosen;
  }

  @Test
  void recording_changes_no_choice() {
    assertThat(choices(Plan.recorded())).isEqualTo(choices(Plan.everything()));
  }

  @Test
  void a_switch_that_is_left_out_is_the_usual_choice_and_changes_no_other() {
    List<Integer> all = choices(Plan.everything());
    List<Integer> some =
        choices(
            Plan.only(List.of(new Decision("order: tasks", 5), new Decision("order: tasks", 70))));
    for (int i = 0; i < CHOICES; i++) {
      assertThat(some.get(i)).as("choice %d", i).isEqualTo(i == 5 || i == 70 ? all.get(i) : 3);
    }
  }

  @Test
  void only_choices_that_are_not_the_usual_one_are_recorded() {
    var decisions = new Decisions(Plan.recorded());
    Order order = Order.of(Draws.of(1), decisions, "tasks");
    List<Integer> unusual = new ArrayList<>();
    for (int i = 0; i < CHOICES; i++) {
      if (order.choose(4, () -> 3) != 3) {
        unusual.add(i);
      }
    }
    assertThat(decisions.recorded()).extracting(Decision::number).isEqualTo(unusual);
    assertThat(decisions.recorded()).allMatch(Decision::isSwitch);
  }

  @Test
  void of_one_nothing_is_drawn() {
    var draws = Draws.of(1);
    assertThat(Order.of(draws, new Decisions(Plan.everything()), "tasks").choose(1, () -> 0))
        .isZero();
    assertThat(draws.next()).isEqualTo(Draws.of(1).next());
  }

  @Test
  void events_of_one_instant_are_in_the_order_of_planning_if_no_switch_takes_effect() {
    assertThat(happened(Plan.only(List.of()))).isEqualTo("abcdefgh");
    assertThat(happened(Plan.everything())).isNotEqualTo("abcdefgh").hasSize(8);
  }

  private static String happened(Plan plan) {
    var agenda = new Agenda(Order.of(Draws.of(1), new Decisions(plan), "events"));
    var log = new StringBuilder();
    for (char name = 'a'; name <= 'h'; name++) {
      char event = name;
      Agenda.Event _ = agenda.at(10, () -> log.append(event));
    }
    Agenda.Event cancelled = agenda.at(10, () -> log.append('x'));
    agenda.advance(10);
    agenda.happen();
    cancelled.cancel();
    while (agenda.next() == 10) {
      agenda.happen();
    }
    return log.toString().replace("x", "");
  }
}
