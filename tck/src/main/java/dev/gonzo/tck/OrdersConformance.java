package dev.gonzo.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.trap.SchedulingTrap;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What holds in every order of the turns, and wherever a task is cancelled: two or three tasks for
 * each thing by which tasks wait for each other. For kernels whose order can be chosen.
 */
@Specified({"2.1", "3.4", "3.5", "4.1", "4.2"})
public abstract class OrdersConformance extends Conformance {
  /** Creates the chapter. */
  protected OrdersConformance() {
    super(SchedulingTrap.class);
  }

  /** {@return how to choose the order; empty if that cannot be done, and then nothing is tested} */
  protected abstract Optional<Orders> orders();

  private void check(String name) {
    explore(name, 0);
    explore(name, 1);
  }

  private void explore(String name, int cancellations) {
    Optional<Orders> orders = orders();
    Assumptions.assumeTrue(orders.isPresent(), "the order of this kernel cannot be chosen");
    Orders.Found found = orders.get().explore(name, cancellations);
    assertThat(found.outcomes()).allMatch(outcome -> outcome.startsWith("returned "));
    assertThat(found.isComplete()).isTrue();
    assertThat(found.orders()).isGreaterThan(1);
  }

  @Test
  void no_order_loses_or_doubles_an_item_of_a_queue() {
    check("queue");
  }

  @Test
  void no_order_loses_or_doubles_an_item_of_a_channel_that_is_selected_from() {
    check("channel and select");
  }

  @Test
  void no_order_leaves_a_lock_held_or_lets_two_tasks_hold_it() {
    check("lock");
  }

  @Test
  void no_order_loses_a_signal_of_a_condition() {
    check("condition");
  }

  @Test
  void no_order_loses_a_permit_of_a_semaphore() {
    check("semaphore");
  }

  @Test
  void no_order_lets_a_member_outlive_its_group() {
    check("group");
  }

  @Test
  void no_order_loses_an_item_to_a_deadline() {
    check("deadline");
  }

  @Test
  void no_order_leaves_a_task_waiting_for_an_event_that_is_set() {
    check("event");
  }

  @Test
  void no_order_lets_one_task_pass_a_barrier_for_two() {
    check("barrier");
  }
}
