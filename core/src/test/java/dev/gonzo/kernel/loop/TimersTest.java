package dev.gonzo.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Due timers fire in order, and cleared ones never fire. */
class TimersTest {
  private final Timers timers = new Timers();
  private final List<Integer> fired = new ArrayList<>();

  private Timers.Timer timer(int number) {
    return new Timers.Timer() {
      @Override
      void fire(long nowNanos) {
        assertThat(isSet()).isFalse();
        fired.add(number);
      }
    };
  }

  @Test
  void an_empty_one_is_never_due() {
    assertThat(timers.isEmpty()).isTrue();
    assertThat(timers.next()).isEqualTo(Long.MAX_VALUE);
    timers.fire(Long.MAX_VALUE);
    timers.clear(timer(0));
    assertThat(timers.size()).isZero();
  }

  @Test
  void they_fire_at_their_deadline_and_not_before() {
    timers.set(timer(1), 10);
    assertThat(timers.next()).isEqualTo(10);
    timers.fire(9);
    assertThat(fired).isEmpty();
    timers.fire(10);
    assertThat(fired).containsExactly(1);
    timers.fire(11);
    assertThat(fired).containsExactly(1);
  }

  @Test
  void equal_deadlines_fire_in_the_order_in_which_they_were_set() {
    for (int number = 0; number < 1_000; number++) {
      timers.set(timer(number), 5);
    }
    timers.fire(5);
    assertThat(fired).hasSize(1_000).isSorted();
  }

  @Test
  void one_that_is_cleared_can_be_set_again() {
    var timer = timer(1);
    timers.set(timer, 10);
    assertThat(timer.isSet()).isTrue();
    timers.clear(timer);
    timers.clear(timer);
    assertThat(timer.isSet()).isFalse();
    timers.set(timer, 20);
    timers.fire(10);
    assertThat(fired).isEmpty();
    timers.fire(20);
    assertThat(fired).containsExactly(1);
  }

  @Test
  void what_a_timer_sets_waits_for_the_next_call() {
    var first =
        new Timers.Timer() {
          @Override
          void fire(long nowNanos) {
            fired.add(1);
            timers.set(timer(3), 7);
          }
        };
    timers.set(first, 5);
    timers.set(timer(2), 6);
    timers.fire(10);
    assertThat(fired).containsExactly(1, 2);
    timers.fire(10);
    assertThat(fired).containsExactly(1, 2, 3);
  }

  @Test
  void a_timer_that_clears_another_due_one_keeps_it_from_firing() {
    var other = timer(2);
    var first =
        new Timers.Timer() {
          @Override
          void fire(long nowNanos) {
            timers.clear(other);
          }
        };
    timers.set(first, 5);
    timers.set(other, 5);
    timers.fire(5);
    assertThat(fired).isEmpty();
    assertThat(timers.isEmpty()).isTrue();
  }

  private record Pending(int number, long deadline, Timers.Timer timer) {}

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void they_do_what_a_sorted_list_does(long seed) {
    var random = new Random(seed);
    // The list is in order of setting, and the sort is stable.
    var model = new ArrayList<Pending>();
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      int what = random.nextInt(10);
      if (what < 6) {
        var pending = new Pending(step, now + random.nextInt(50), timer(step));
        model.add(pending);
        timers.set(pending.timer(), pending.deadline());
      } else if (what < 8 && !model.isEmpty()) {
        timers.clear(model.remove(random.nextInt(model.size())).timer());
      } else if (what == 9) {
        now += random.nextInt(20);
        long then = now;
        var due =
            model.stream()
                .filter(pending -> pending.deadline() <= then)
                .sorted(Comparator.comparingLong(Pending::deadline))
                .toList();
        model.removeAll(due);
        fired.clear();
        timers.fire(now);
        assertThat(fired).isEqualTo(due.stream().map(Pending::number).toList());
      }
      assertThat(timers.size()).isEqualTo(model.size());
      assertThat(timers.next())
          .isEqualTo(model.stream().mapToLong(Pending::deadline).min().orElse(Long.MAX_VALUE));
    }
  }

  @Test
  // docs/edges.md: C15
  void a_million_of_them_are_set_cleared_and_fired_in_order() {
    var random = new Random(1);
    int[] count = new int[1];
    long[] last = {Long.MIN_VALUE};
    var all = new ArrayList<Timers.Timer>();
    for (int number = 0; number < 1_000_000; number++) {
      long deadline = random.nextInt();
      var timer =
          new Timers.Timer() {
            @Override
            void fire(long nowNanos) {
              if (deadline < last[0]) {
                throw new AssertionError("out of order");
              }
              last[0] = deadline;
              count[0]++;
            }
          };
      all.add(timer);
      timers.set(timer, deadline);
    }
    for (int number = 0; number < all.size(); number += 2) {
      timers.clear(all.get(number));
    }
    assertThat(timers.size()).isEqualTo(500_000);
    timers.fire(Long.MAX_VALUE);
    assertThat(count[0]).isEqualTo(500_000);
    assertThat(timers.isEmpty()).isTrue();
  }
}
