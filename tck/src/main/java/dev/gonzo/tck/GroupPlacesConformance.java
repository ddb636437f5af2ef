package dev.gonzo.tck;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gonzo.GroupPolicy;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Starting;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.trap.SchedulingTrap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Groups with a limit on how many members run at a time: waiting for a place is a wait like any
 * other. In virtual time.
 */
@Specified({"2.8", "2.13", "2.14", "4.1", "4.3", "4.7"})
public abstract class GroupPlacesConformance extends Conformance {
  /** Creates the chapter. */
  protected GroupPlacesConformance() {
    super(SchedulingTrap.class);
  }

  private static int after(int millis, int value) {
    sleep(ofMillis(millis));
    return value;
  }

  @Test
  void a_bound_lets_so_many_run_and_the_others_wait_in_order() {
    run(() -> {
      int[] running = new int[2];
      var order = new ArrayList<Integer>();
      try (var group = TaskGroup.<Integer>open(GroupPolicy.all(), 2)) {
        for (int i = 0; i < 6; i++) {
          int number = i;
          group.spawn(() -> {
            order.add(number);
            running[1] = Math.max(running[1], ++running[0]);
            after(10, number);
            running[0]--;
            return number;
          });
        }
        group.join();
      }
      assertEquals(2, running[1]);
      assertEquals(List.of(0, 1, 2, 3, 4, 5), order);
      assertEquals(30, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  // docs/edges.md: rule 7
  void a_waiting_member_of_a_bounded_group_that_is_cancelled_still_closes_what_it_was_given() {
    run(() -> {
      int[] closed = new int[1];
      try (var group = TaskGroup.<Integer>open(GroupPolicy.all(), 1)) {
        for (int i = 0; i < 3; i++) {
          group.spawn(() -> {
            try {
              return after(1_000, 1);
            } finally {
              closed[0]++;
            }
          });
        }
        sleep(ofMillis(10));
      }
      assertEquals(3, closed[0]);
    });
  }

  @Test
  void a_member_that_waits_for_a_place_is_cancelled_at_once() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open(GroupPolicy.all(), 1)) {
        group.spawn(() -> after(1_000, 1));
        Task<Integer> waiting = group.spawn(() -> after(1_000, 2));
        Task<Integer> behind = group.spawn(() -> after(1_000, 3));
        yieldNow();
        waiting.cancel();
        assertEquals(0, Moment.now().sinceOrigin().toMillis());
        assertInstanceOf(Outcome.Cancellation.class, waiting.outcome().orElseThrow());
        group.join();
        assertEquals(new Outcome.Success<>(3), behind.outcome().orElseThrow());
        assertEquals(2_000, Moment.now().sinceOrigin().toMillis());
      }
    });
  }

  @Test
  void a_group_that_fails_does_not_wait_for_places() {
    run(() -> {
      var failure = new IOException("boom");
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open(GroupPolicy.all(), 2)) {
                  group.spawn(() -> withoutCancellation(() -> after(1_000, 1)));
                  group.spawn(() -> {
                    sleep(ofMillis(10));
                    throw failure;
                  });
                  for (int i = 0; i < 5; i++) {
                    group.spawn(() -> after(1_000, 2));
                  }
                  group.join();
                }
              });
      assertSame(failure, thrown.getCause());
      assertEquals(1_000, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  void start_in_a_full_group_keeps_to_the_deadline_around_it() {
    run(() -> {
      try (var group = TaskGroup.<Void>open(GroupPolicy.all(), 1)) {
        group.spawn(() -> sleep(ofSeconds(60)));
        assertFalse(
            ignoreAfter(
                ofMillis(100),
                () -> {
                  int _ =
                      group.start((Starting<Integer> ready) -> {
                        sleep(ofMillis(1));
                        ready.ready(1);
                      });
                }));
        assertEquals(100, Moment.now().sinceOrigin().toMillis());
        group.requestCancel("enough");
      }
    });
  }

  @Test
  void daemons_take_no_place() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open(GroupPolicy.all(), 1)) {
        group.spawnDaemon("serves", () -> sleep(ofSeconds(60)));
        yieldNow();
        group.spawn(() -> after(10, 1));
        group.join();
        assertEquals(List.of(1), group.results());
        assertEquals(10, Moment.now().sinceOrigin().toMillis());
      }
    });
  }

  @Test
  void a_place_that_was_handed_on_is_not_lost_when_its_taker_is_cancelled_in_the_same_round() {
    run(() -> {
      var order = new ArrayList<Integer>();
      try (var group = TaskGroup.<Integer>open(GroupPolicy.all(), 1)) {
        var waiting = new ArrayList<Task<Integer>>();
        group.spawn(() -> {
          sleep(ofMillis(10));
          return 0;
        });
        for (int i = 1; i < 4; i++) {
          int number = i;
          waiting.add(
              group.spawn(() -> {
                order.add(number);
                return after(10, number);
              }));
        }
        sleep(ofMillis(10)); // behind the first one, which passes its place on in this round
        boolean _ = waiting.getFirst().requestCancel("enough");
        group.join();
      }
      assertEquals(List.of(1, 2, 3), order);
      assertEquals(30, Moment.now().sinceOrigin().toMillis());
    });
  }
}
