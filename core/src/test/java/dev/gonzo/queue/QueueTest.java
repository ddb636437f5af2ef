package dev.gonzo.queue;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.DeadlockException;
import dev.gonzo.Moment;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A queue within one kernel. */
class QueueTest {
  @Test
  void items_come_out_in_the_order_in_which_they_went_in() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<Integer>unbounded();
      for (int i = 0; i < 300; i++) {
        queue.put(i);
      }
      for (int i = 0; i < 300; i++) {
        assertThat(queue.get()).isEqualTo(i);
      }
      assertThat(queue.tryGet()).isEmpty();
    });
  }

  @Test
  void a_full_queue_makes_the_putter_wait_and_keeps_the_order() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<Integer>bounded(2);
      var done = new ArrayList<Integer>();
      spawn(() -> {
        for (int i = 0; i < 6; i++) {
          queue.put(i);
          done.add(i);
        }
      });
      sleep(ofSeconds(1));
      assertThat(done).containsExactly(0, 1);
      assertThat(queue.tryPut(99)).isFalse();
      for (int i = 0; i < 6; i++) {
        assertThat(queue.get()).isEqualTo(i);
      }
    });
  }

  @Test
  void waiting_getters_are_served_in_the_order_in_which_they_came() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<Integer>bounded(1);
      var got = new ArrayList<String>();
      for (String name : List.of("a", "b", "c")) {
        spawn(() -> {
          int item = queue.get();
          got.add(name + item);
        });
      }
      yieldNow();
      for (int i = 1; i <= 3; i++) {
        queue.put(i);
      }
      sleep(ofSeconds(1));
      assertThat(got).containsExactly("a1", "b2", "c3");
    });
  }

  @Test
  void last_in_first_out_and_smallest_first() throws Exception {
    inVirtualTime(() -> {
      var stack = Queue.<Integer>lastInFirstOut(3);
      var smallest = PriorityQueue.<Integer>natural(3);
      var shortest =
          PriorityQueue.of(QueueOptions.<String>unbounded(), Comparator.comparing(String::length));
      for (int i : List.of(2, 1, 3)) {
        stack.put(i);
        smallest.put(i);
      }
      for (String word : List.of("three", "one", "two", "a")) {
        shortest.put(word);
      }
      assertThat(List.of(stack.get(), stack.get(), stack.get())).containsExactly(3, 1, 2);
      assertThat(List.of(smallest.get(), smallest.get(), smallest.get())).containsExactly(1, 2, 3);
      shortest.close();
      assertThat(shortest).containsExactly("a", "one", "two", "three");
    });
  }

  @Test
  void iteration_drains_a_closed_queue_and_ends() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<Integer>bounded(2);
      var got = new ArrayList<Integer>();
      var consumer = spawn(() -> queue.forEach(got::add));
      for (int i = 0; i < 5; i++) {
        queue.put(i);
      }
      queue.close();
      consumer.join();
      assertThat(got).containsExactly(0, 1, 2, 3, 4);
      assertThatThrownBy(queue::get).isInstanceOf(DrainedException.class);
      assertThatThrownBy(queue::tryGet).isInstanceOf(DrainedException.class);
      assertThatThrownBy(() -> queue.put(5)).isInstanceOf(ClosedException.class);
      queue.close();
    });
  }

  @Test
  void close_ends_the_waits_of_putters_and_of_getters() throws Exception {
    inVirtualTime(() -> {
      var full = Queue.<Integer>bounded(1);
      full.put(1);
      var putter = spawn(() -> full.put(2));
      var empty = Queue.<Integer>bounded(1);
      var getter = spawn(() -> empty.get());
      yieldNow();
      full.close();
      empty.close();
      assertThatThrownBy(putter::join)
          .isInstanceOf(TaskFailedException.class)
          .hasCauseInstanceOf(ClosedException.class);
      assertThatThrownBy(getter::join).hasCauseInstanceOf(DrainedException.class);
      assertThat(full.get()).isEqualTo(1);
    });
  }

  @Test
  // docs/edges.md: E13
  void e13_join_waits_for_as_many_done_as_were_put_and_more_are_an_error() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<Integer>unbounded();
      queue.join();
      var worker =
          spawn(() -> {
            for (int item : queue) {
              sleep(ofSeconds(item));
              queue.taskDone();
            }
          });
      queue.put(1);
      queue.put(2);
      queue.join();
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(3));
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
      queue.close();
      worker.join();
    });
  }

  @Test
  // docs/edges.md: C17, E9
  void e9_an_item_put_in_the_tick_in_which_a_getter_times_out_is_not_lost() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<String>bounded(1);
      var got = new ArrayList<String>();
      // At the deadline, one task puts before it is noticed, and one after it.
      for (int order = 0; order < 2; order++) {
        boolean putterFirst = order == 0;
        var putter = putterFirst ? spawn(() -> putAfterSecond(queue)) : null;
        var getter =
            spawn(() -> {
              try {
                got.add(timeoutAfter(ofSeconds(1), () -> queue.get()));
              } catch (DeadlineExceededException late) {
                got.add("late");
              }
            });
        var other = putterFirst ? null : spawn(() -> putAfterSecond(queue));
        getter.join();
        (putter != null ? putter : other).join();
        assertThat(got.contains("item")).isNotEqualTo(queue.tryGet().isPresent());
        got.clear();
      }
    });
  }

  private static void putAfterSecond(Queue<String> queue) {
    sleep(ofSeconds(1));
    queue.put("item");
  }

  @Test
  void a_getter_that_was_handed_its_item_keeps_it_when_it_is_cancelled_then() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<String>bounded(1);
      var got = new ArrayList<String>();
      var getter =
          spawn(() -> {
            got.add(queue.get());
            checkpoint();
            got.add("went on");
          });
      yieldNow();
      queue.put("item");
      getter.cancel();
      assertThat(got).containsExactly("item");
      assertThat(queue.tryGet()).isEmpty();
    });
  }

  @Test
  // docs/edges.md: E10
  void e10_room_goes_to_the_next_putter_when_the_first_was_cancelled() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<String>bounded(1);
      queue.put("kept");
      var first = spawn(() -> queue.put("first"));
      var second = spawn(() -> queue.put("second"));
      yieldNow();
      first.requestCancel("no longer wanted");
      assertThat(queue.get()).isEqualTo("kept");
      second.join();
      assertThat(queue.get()).isEqualTo("second");
      assertThat(queue.tryGet()).isEmpty();
    });
  }

  @Test
  // docs/edges.md: E10
  void e10_a_putter_that_was_given_room_has_put_though_it_is_cancelled_then() throws Exception {
    inVirtualTime(() -> {
      var undelivered = new ArrayList<String>();
      var queue = Queue.of(QueueOptions.<String>bounded(1).withUndeliveredHook(undelivered::add));
      queue.put("kept");
      var putter = spawn(() -> queue.put("second"));
      yieldNow();
      assertThat(queue.get()).isEqualTo("kept");
      putter.cancel();
      assertThat(queue.get()).isEqualTo("second");
      assertThat(undelivered).isEmpty();
    });
  }

  @Test
  // docs/edges.md: E11
  void e11_no_third_task_takes_what_was_handed_to_a_getter() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<String>bounded(1);
      var getter = spawn(() -> queue.get());
      yieldNow();
      queue.put("item");
      assertThat(queue.tryGet()).isEmpty();
      assertThat(getter.join()).isEqualTo("item");
    });
  }

  @Test
  // docs/edges.md: E18
  void e18_an_item_is_delivered_or_handed_to_the_hook_once() throws Exception {
    inVirtualTime(() -> {
      for (int capacity = 0; capacity < 3; capacity++) {
        var undelivered = new ArrayList<Integer>();
        var queue =
            Queue.of(QueueOptions.<Integer>bounded(capacity).withUndeliveredHook(undelivered::add));
        var putters = new ArrayList<dev.gonzo.Task<?>>();
        for (int i = 0; i < 5; i++) {
          int item = i;
          putters.add(spawn(() -> queue.put(item)));
        }
        yieldNow();
        putters.get(3).cancel();
        var got = new ArrayList<Integer>(List.of(queue.get(), queue.get()));
        assertThat(undelivered).containsExactly(3);
        queue.discard();
        sleep(ofSeconds(1));
        assertThat(got).containsExactly(0, 1);
        assertThat(undelivered).containsExactlyInAnyOrder(2, 3, 4);
        assertThatThrownBy(() -> queue.put(6)).isInstanceOf(BrokenException.class);
        assertThatThrownBy(queue::get).isInstanceOf(ClosedException.class);
        assertThat(undelivered).containsExactlyInAnyOrder(2, 3, 4, 6);
        for (var putter : putters) {
          // Two were put, one was cancelled, two were refused or dropped: none is missing.
          try {
            putter.join();
          } catch (TaskFailedException known) {
            assertThat(known.getCause()).isInstanceOfAny(Cancelled.class, BrokenException.class);
          }
        }
      }
    });
  }

  @Test
  // docs/edges.md: E19
  void e19_a_thousand_cancelled_getters_leave_nothing_behind() throws Exception {
    inVirtualTime(() -> {
      var queue = new ExchangeQueue<String>(QueueOptions.bounded(1));
      for (int i = 0; i < 1_000; i++) {
        var getter = spawn(() -> queue.get());
        yieldNow();
        getter.cancel();
      }
      assertThat(queue.state.waitingGetters()).isZero();
      var live = spawn(() -> queue.get());
      yieldNow();
      queue.put("item");
      assertThat(live.join()).isEqualTo("item");
    });
  }

  @Test
  // docs/edges.md: E21
  void e21_a_ping_pong_of_two_does_not_starve_a_third() throws Exception {
    inVirtualTime(() -> {
      var there = Queue.<Integer>bounded(1);
      var back = Queue.<Integer>bounded(1);
      var rounds = new int[1];
      var turns = new int[1];
      var pong =
          spawn(() -> {
            for (int ball : there) {
              back.put(ball);
            }
          });
      var third =
          spawn(() -> {
            while (rounds[0] < 1_000) {
              turns[0]++;
              yieldNow();
            }
          });
      for (int i = 0; i < 1_000; i++) {
        there.put(i);
        assertThat(back.get()).isEqualTo(i);
        rounds[0]++;
      }
      there.close();
      pong.join();
      third.join();
      assertThat(turns[0]).isGreaterThan(500);
    });
  }

  @Test
  void e21_one_that_never_has_to_wait_still_lets_the_others_run() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<Integer>unbounded();
      var turns = new int[1];
      var third =
          spawn(() -> {
            while (turns[0] < 5) {
              turns[0]++;
              yieldNow();
            }
          });
      for (int i = 0; i < 2_000; i++) {
        queue.put(i);
        queue.get();
      }
      assertThat(turns[0]).isEqualTo(5);
      third.join();
    });
  }

  @Test
  void a_wait_that_begins_when_the_budget_is_spent_loses_no_wake_up() throws Exception {
    inVirtualTime(() -> {
      // Varies the number of traps before the wait, so that the budget ends at each point of a get.
      for (int before = 100; before < 160; before++) {
        int traps = before;
        var queue = Queue.<String>bounded(1);
        var getter =
            spawn(() -> {
              for (int i = 0; i < traps; i++) {
                checkpoint();
              }
              return queue.get();
            });
        yieldNow();
        queue.put("item");
        assertThat(timeoutAfter(ofSeconds(1), () -> getter.join())).isEqualTo("item");
      }
    });
  }

  @Test
  void a_local_queue_is_refused_outside_a_kernel() {
    var queue = Queue.<String>bounded(1);
    assertThatThrownBy(() -> queue.put("item"))
        .isInstanceOf(OutsideKernelException.class)
        .hasMessageContaining("put()");
    assertThatThrownBy(queue::get).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(() -> queue.tryPut("item")).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(queue::tryGet).isInstanceOf(OutsideKernelException.class);
  }

  @Test
  void tasks_that_only_wait_for_items_are_a_deadlock() {
    assertThatThrownBy(() -> inVirtualTime(() -> Queue.<String>bounded(1).get()))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("main");
  }

  /** Compares integers, and can refuse one of them. */
  private static final class Refusing implements Comparator<Integer> {
    private @Nullable Integer refused;

    @Override
    public int compare(Integer one, Integer other) {
      if (one.equals(refused) || other.equals(refused)) {
        throw new IllegalArgumentException("cannot compare");
      }
      return Integer.compare(one, other);
    }
  }

  private static List<Integer> drained(Queue<Integer> queue) {
    var items = new ArrayList<Integer>();
    for (var next = queue.tryGet(); next.isPresent(); next = queue.tryGet()) {
      items.add(next.get());
    }
    return items;
  }

  @Test
  void a_comparator_that_throws_loses_no_item() throws Exception {
    run(() -> {
      for (int refused = 10; refused <= 20; refused++) {
        var order = new Refusing();
        var queue = PriorityQueue.<Integer>of(QueueOptions.unbounded(), order);
        for (int item : new int[] {13, 10, 16, 11, 15, 12, 14}) {
          queue.put(item);
        }
        order.refused = refused;
        var expected = new ArrayList<>(List.of(10, 11, 12, 13, 14, 15, 16));
        try {
          expected.remove(queue.get());
        } catch (IllegalArgumentException cannotCompare) {
          assertThat(queue.size()).isEqualTo(7);
        }
        try {
          queue.put(17);
          expected.add(17);
        } catch (IllegalArgumentException cannotCompare) {
          assertThat(queue.size()).isEqualTo(expected.size());
        }
        order.refused = null;
        assertThat(drained(queue)).isEqualTo(expected);
      }
    });
  }

  @Test
  void a_comparator_that_throws_leaves_a_waiting_put_waiting() throws Exception {
    run(() -> {
      var order = new Refusing();
      var queue = PriorityQueue.<Integer>of(QueueOptions.bounded(2), order);
      queue.put(1);
      queue.put(2);
      var putter = spawn(() -> queue.put(3));
      yieldNow();
      order.refused = 3;
      assertThatThrownBy(queue::get).hasMessage("cannot compare");
      yieldNow();
      assertThat(putter.state()).isEqualTo(TaskState.SUSPENDED);
      order.refused = null;
      assertThat(queue.get()).isEqualTo(1);
      putter.join();
      assertThat(drained(queue)).containsExactly(2, 3);
    });
  }

  @Test
  void a_comparator_that_uses_its_queue_is_refused() throws Exception {
    run(() -> {
      var queues = new ArrayList<Queue<Integer>>();
      var queue =
          PriorityQueue.<Integer>of(
              QueueOptions.unbounded(),
              (one, other) -> {
                if (one == 3) {
                  boolean _ = queues.getFirst().tryPut(0);
                }
                return Integer.compare(one, other);
              });
      queues.add(queue);
      queue.put(1);
      queue.put(2);
      assertThatThrownBy(() -> queue.put(3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the comparator used the queue");
      assertThat(drained(queue)).isSorted().contains(1, 2);
    });
  }
}
