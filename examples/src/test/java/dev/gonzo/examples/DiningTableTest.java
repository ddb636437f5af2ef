package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The report of `run` when no task can continue. */
@Tag("realTime")
class DiningTableTest {
  @Test
  void a_table_that_deadlocks_says_who_waits_for_what_and_where_the_cycle_is() throws Exception {
    try (var table = Example.run("DiningTable.java")) {
      assertThat(table.rest())
          .contains("DeadlockException")
          .contains("philosopher 1 waits for Lock fork 2[held by philosopher 2, 1 wait]")
          .contains("at DiningTable.dine(DiningTable.java:")
          .contains(
              "the cycle: philosopher 0 -> philosopher 1 -> philosopher 2 -> philosopher 3"
                  + " -> philosopher 4 -> philosopher 0");
      assertThat(table.exitStatus()).isEqualTo(1);
    }
  }

  @Test
  void with_the_lower_fork_first_everybody_eats() throws Exception {
    try (var table = Example.run("DiningTable.java", "in-order")) {
      assertThat(table.rest().lines()).hasSize(5).allMatch(line -> line.endsWith(" eats"));
      assertThat(table.exitStatus()).isZero();
    }
  }
}
