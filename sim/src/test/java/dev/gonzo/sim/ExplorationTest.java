package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.net.Tcp;
import explored.LossyQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Explorations in this JVM, without the agent: each order is run. */
class ExplorationTest {
  private static final class Account {
    int balance;

    void add() {
      int before = balance;
      yieldNow();
      balance = before + 1;
    }
  }

  private static int race() throws Exception {
    var account = new Account();
    var one = spawn(account::add);
    var two = spawn(account::add);
    one.join();
    two.join();
    return account.balance;
  }

  private static void raceWithCheck() throws Exception {
    int balance = race();
    if (balance != 2) {
      throw new IllegalStateException("balance " + balance);
    }
  }

  private static AsyncCallable<?, ?> checked() {
    return () -> {
      raceWithCheck();
      return null;
    };
  }

  @Test
  void every_outcome_of_a_race_is_found() {
    Explored explored = Exploration.of(ExplorationTest::race).explore();
    assertThat(explored.outcomes().keySet()).containsExactly("returned 1", "returned 2");
    assertThat(explored.isComplete()).isTrue();
    assertThat(explored.isReduced()).isFalse();
    assertThat(explored.cut()).isZero();
    assertThat(explored.outcomes().values().stream().mapToLong(count -> count).sum())
        .isEqualTo(explored.orders());
    assertThat(explored.firstFailure()).isEmpty();
  }

  @Test
  void no_order_is_run_twice_and_each_is_run() {
    List<String> seen = new ArrayList<>();
    Explored explored =
        Exploration.of(
                () -> {
                  var order = new StringBuilder();
                  var tasks = new ArrayList<dev.gonzo.Task<?>>();
                  for (String name : List.of("a", "b", "c")) {
                    tasks.add(spawn(() -> order.append(name)));
                  }
                  sleep(Duration.ofMillis(1));
                  seen.add(order.toString());
                  return order;
                })
            .explore();
    // Before its sleep the main task may lose its turn: then it is a fourth one among them.
    assertThat(explored.orders()).isEqualTo(24);
    assertThat(seen).hasSize(1 + 24); // first of all the usual order, to see that it repeats itself
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(explored.outcomes())
        .hasSize(6)
        .allSatisfy((_, count) -> assertThat(count).isEqualTo(4));
  }

  @Test
  void a_failure_is_repeated_by_its_order() {
    Explored explored = Exploration.of(checked()).explore();
    assertThat(explored.outcomes().keySet())
        .containsExactly("returned", "threw java.lang.IllegalStateException: balance 1");
    String order = explored.firstFailure().orElseThrow().order();
    Explored repeated = Exploration.of(checked()).withOrder(order).explore();
    assertThat(repeated.orders()).isEqualTo(1);
    assertThat(repeated.outcomes().keySet())
        .containsExactly("threw java.lang.IllegalStateException: balance 1");
  }

  @Test
  void without_switches_there_is_one_order_and_more_with_each() {
    var exploration = Exploration.of(ExplorationTest::race);
    assertThat(exploration.withMostSwitches(0).explore().orders()).isEqualTo(1);
    long all = exploration.explore().orders();
    long before = 1;
    for (int switches = 1; before < all; switches++) {
      Explored some = exploration.withMostSwitches(switches).explore();
      assertThat(some.isComplete()).isTrue();
      assertThat(some.orders()).isGreaterThan(before);
      before = some.orders();
    }
    assertThat(before).isEqualTo(all);
  }

  @Test
  void it_stops_after_as_many_orders_as_wanted_or_at_a_failure() {
    Explored some = Exploration.of(ExplorationTest::race).withMostOrders(5).explore();
    assertThat(some.orders()).isEqualTo(5);
    assertThat(some.isComplete()).isFalse();
    Explored failed = Exploration.of(checked()).untilFailure().explore();
    assertThat(failed.firstFailure()).isPresent();
    assertThat(failed.outcomes().keySet())
        .contains("threw java.lang.IllegalStateException: balance 1");
    assertThat(failed.isComplete()).isFalse();
  }

  @Test
  void a_task_is_cancelled_at_each_point() {
    Explored explored =
        Exploration.of(
                () -> {
                  var passed = new StringBuilder();
                  var task =
                      spawn(() -> {
                        try {
                          passed.append("a");
                          yieldNow();
                          passed.append("b");
                          sleep(Duration.ofSeconds(1));
                          passed.append("c");
                        } catch (Cancelled cancelled) {
                          passed.append("!");
                          throw cancelled;
                        }
                      });
                  var _ = task.awaitEnd();
                  return passed;
                })
            .withCancellations(1)
            .explore();
    assertThat(explored.outcomes().keySet())
        .containsExactly("returned a!", "returned ab!", "returned abc");
  }

  private static AsyncCallable<?, ?> twoGetters(boolean isLossy) {
    return () -> {
      var queue = new LossyQueue(isLossy);
      var one = spawn(queue::get);
      var two = spawn(queue::get);
      var put =
          spawn(() -> {
            queue.put(1);
            queue.put(2);
          });
      put.join();
      return one.join() + two.join();
    };
  }

  @Test
  void a_lost_wake_up_is_found() {
    Explored explored = Exploration.of(twoGetters(true)).explore();
    assertThat(explored.outcomes().keySet())
        .hasSize(2)
        .contains("returned 3")
        .anyMatch(outcome -> outcome.startsWith("threw dev.gonzo.DeadlockException"));
    assertThat(Exploration.of(twoGetters(false)).explore().outcomes().keySet())
        .containsExactly("returned 3");
  }

  @Test
  void hosts_and_packets_are_explored_too() {
    Explored explored =
        Exploration.ofScenario(
                simulation -> {
                  simulation.host(
                      "server",
                      () -> Tcp.serve("server", 7, client -> client.writeAll(new byte[1])));
                  simulation.run(() -> {
                    sleep(Duration.ofSeconds(1));
                    Tcp.connect("server", 7).close();
                  });
                })
            .withMostSwitches(2)
            .withMostOrders(2_000)
            .explore();
    assertThat(explored.orders()).isGreaterThan(4);
    assertThat(explored.outcomes().keySet()).containsExactly("returned");
  }

  @Test
  void a_program_that_does_not_repeat_itself_is_refused() {
    var runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Exploration.of(
                    () -> {
                      int count = 1 + runs.getAndIncrement();
                      for (int i = 0; i < count; i++) {
                        spawn(() -> yieldNow()).isDaemon();
                      }
                      sleep(Duration.ofMillis(1));
                      return null;
                    })
                .explore())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not repeat itself");
  }

  @Test
  void a_program_that_keeps_something_is_refused_though_its_choices_are_the_same() {
    var runs = new AtomicInteger();
    assertThatThrownBy(() -> Exploration.of(runs::incrementAndGet).explore())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "though the order is the same: first 'returned 1', then 'returned 2'");
  }

  @Test
  void a_text_that_is_no_order_is_refused() {
    for (String text : List.of("", "1", "1:", "1:2,", "a:1", "1:2;3:4")) {
      assertThatThrownBy(() -> Exploration.of(checked()).withOrder(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("looks like 3:1,7:2");
    }
    Explored beyond = Exploration.of(checked()).withOrder("usual").explore();
    assertThat(beyond.orders()).isEqualTo(1);
    assertThatThrownBy(() -> Exploration.of(checked()).withOrder("0:99").explore())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "this program has no order 0:99: its choice 0 ends with alternative ");
    assertThatThrownBy(() -> Exploration.of(checked()).withOrder("999:1").explore())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this program has no order 999:1: its choices end before number 999");
  }
}
