package dev.gonzo.generator;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private final List<Object> events = new ArrayList<>();

  static Kernel virtual() {
    return Kernels.of("none", new VirtualClock());
  }

  private Generator<Integer> counting(int end) {
    return Generator.of(out -> {
      try {
        for (int i = 0; i < end; i++) {
          out.yield(i);
        }
      } finally {
        events.add("cleaned up");
      }
    });
  }

  @Test
  void an_ordinary_thread_iterates_a_generator_that_does_not_trap() {
    for (int i : counting(3)) {
      events.add(i);
    }
    assertThat(events).containsExactly(0, 1, 2, "cleaned up");
  }

  @Test
  void the_consumer_may_use_a_synchronized_collection_that_is_being_yielded() {
    run(
        virtual(),
        () -> {
          var elements = new Vector<>(List.of(1, 2, 3));
          Generator<Integer> all = Generator.of(out -> out.yieldAll(elements));
          for (int element : all) {
            events.add(element * elements.size());
          }
        });
    assertThat(events).containsExactly(3, 6, 9);
  }

  @Test
  void a_virtual_thread_of_nobody_iterates_too() throws Exception {
    Thread.ofVirtual().start(() -> counting(2).forEach(events::add)).join();
    assertThat(events).containsExactly(0, 1, "cleaned up");
  }

  @Test
  void a_trap_in_an_ordinary_thread_fails_and_names_the_method() {
    Generator<Integer> sleepy = Generator.of(out -> sleep(ofSeconds(1)));
    assertThatThrownBy(() -> sleepy.forEach(events::add))
        .isInstanceOf(OutsideKernelException.class)
        .hasMessageContaining("sleep() is async");
  }

  @Test
  void a_producer_sleeps_in_the_name_of_the_task_that_iterates() {
    run(
        virtual(),
        () -> {
          Generator<Integer> ticks =
              Generator.of(out -> {
                for (int i = 0; i < 3; i++) {
                  sleep(ofMillis(10));
                  out.yield(i);
                }
              });
          var beside =
              spawn(() -> {
                for (int i = 0; i < 3; i++) {
                  sleep(ofMillis(9));
                  events.add("beside");
                }
              });
          for (int tick : ticks) {
            events.add(tick);
          }
          beside.join();
          assertThat(Moment.now().sinceOrigin().toMillis() % 1000).isNotZero();
        });
    assertThat(events).containsExactly("beside", 0, "beside", 1, "beside", 2);
  }

  @Test
  void the_producer_knows_the_task_that_iterates() {
    run(
        virtual(),
        () -> {
          Generator<Task<?>> tasks =
              Generator.of(out -> {
                out.yield(Task.current());
                out.yield(Task.current());
              });
          assertThat(tasks).containsOnly(Task.current());
        });
  }

  @Test
  void closing_half_way_runs_the_clean_up() {
    try (var numbers = counting(10)) {
      for (int i : numbers) {
        events.add(i);
        if (i == 1) {
          break;
        }
      }
      events.add("left");
    }
    assertThat(events).containsExactly(0, 1, "left", "cleaned up");
  }

  @Test
  void the_clean_up_of_a_closed_one_may_suspend() {
    run(
        virtual(),
        () -> {
          Generator<Integer> numbers =
              Generator.of(out -> {
                try {
                  out.yield(1);
                } finally {
                  sleep(ofSeconds(1));
                  events.add("cleaned up");
                }
              });
          try (numbers) {
            assertThat(numbers.iterator().next()).isEqualTo(1);
          }
        });
    assertThat(events).containsExactly("cleaned up");
  }

  @Test
  void a_clean_up_that_yields_is_told_so() {
    Generator<Integer> stubborn =
        Generator.of(out -> {
          try {
            out.yield(1);
          } finally {
            out.yield(2);
          }
        });
    Iterator<Integer> elements = stubborn.iterator();
    elements.next();
    assertThatThrownBy(stubborn::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("clean-up cannot yield");
  }

  @Test
  void a_clean_up_that_fails_is_thrown_by_close() {
    Generator<Integer> failing =
        Generator.of(out -> {
          try {
            out.yield(1);
          } finally {
            fail("in clean-up");
          }
        });
    failing.iterator().next();
    assertThatThrownBy(failing::close).isInstanceOf(IOException.class).hasMessage("in clean-up");
  }

  private static void fail(String message) throws IOException {
    throw new IOException(message);
  }

  @Test
  void closing_one_that_was_not_begun_or_has_ended_does_nothing() {
    counting(1).close();
    assertThat(events).isEmpty();
    var ended = counting(1);
    ended.forEach(events::add);
    ended.close();
    ended.close();
    assertThat(events).containsExactly(0, "cleaned up");
  }

  @Test
  void what_the_producer_throws_comes_out_of_the_iteration_as_it_is() {
    Generator<Integer> failing =
        Generator.of(out -> {
          out.yield(1);
          throw new IOException("gone");
        });
    Iterator<Integer> elements = failing.iterator();
    assertThat(elements.next()).isEqualTo(1);
    assertThatThrownBy(elements::hasNext).isInstanceOf(IOException.class).hasMessage("gone");
    assertThat(elements.hasNext()).isFalse();
  }

  @Test
  void a_cancellation_inside_the_producers_trap_unwinds_producer_and_consumer() {
    run(
        virtual(),
        () -> {
          Generator<Integer> waiting =
              Generator.of(out -> {
                try {
                  sleep(ofSeconds(100));
                } finally {
                  yieldNow();
                  events.add("producer");
                }
              });
          var consumer =
              spawn(() -> {
                try {
                  waiting.forEach(events::add);
                } finally {
                  events.add("consumer");
                }
              });
          yieldNow();
          consumer.cancel();
          assertThat(consumer.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
        });
    assertThat(events).containsExactly("producer", "consumer");
  }

  @Test
  void a_deadline_of_the_consumer_reaches_the_producer() {
    run(
        virtual(),
        () -> {
          Generator<Integer> slow =
              Generator.of(out -> {
                out.yield(1);
                sleep(ofSeconds(100));
              });
          assertThat(ignoreAfter(ofSeconds(1), () -> slow.forEach(events::add))).isFalse();
        });
    assertThat(events).containsExactly(1);
  }

  @Test
  void a_deadline_inside_the_producer_works_between_its_yields() {
    run(
        virtual(),
        () -> {
          Generator<Object> deadlines =
              Generator.of(out -> {
                out.yield(ignoreAfter(ofMillis(5), () -> sleep(ofSeconds(1))));
                out.yield(ignoreAfter(ofSeconds(5), () -> sleep(ofSeconds(1))));
              });
          timeoutAfter(ofSeconds(10), () -> deadlines.forEach(events::add));
        });
    assertThat(events).containsExactly(false, true);
  }

  @Test
  // docs/edges.md: D17
  void no_block_of_the_producer_stays_open_across_a_yield() {
    run(
        virtual(),
        () -> {
          Generator<Integer> open =
              Generator.of(out -> timeoutAfter(ofSeconds(1), () -> out.yield(1)));
          assertThatThrownBy(() -> open.forEach(events::add))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("leave it before the yield");
          Generator<Integer> shielded =
              Generator.of(out -> withoutCancellation(() -> out.yield(1)));
          assertThatThrownBy(() -> shielded.forEach(events::add)).hasMessageContaining("leave it");
          // Nothing was left open: the consumer's own blocks still nest.
          timeoutAfter(ofSeconds(1), () -> counting(2).forEach(events::add));
        });
    assertThat(events).containsExactly(0, 1, "cleaned up");
  }

  @Test
  void a_second_iteration_is_refused() {
    var numbers = counting(2);
    numbers.forEach(events::add);
    assertThatThrownBy(numbers::iterator)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("iterated only once");
    var closed = counting(2);
    closed.close();
    assertThatThrownBy(closed::iterator).hasMessageContaining("closed");
  }

  @Test
  void one_task_iterates_at_a_time() {
    run(
        virtual(),
        () -> {
          Generator<Integer> slow =
              Generator.of(out -> {
                sleep(ofSeconds(1));
                out.yield(1);
              });
          Iterator<Integer> elements = slow.iterator();
          var first = spawn("first", () -> elements.next());
          yieldNow();
          assertThatThrownBy(elements::hasNext).hasMessageContaining("iterated by task first");
          assertThatThrownBy(slow::close).hasMessageContaining("iterated by task first");
          assertThat(first.join()).isEqualTo(1);
        });
  }

  @Test
  void a_generator_does_not_iterate_itself() {
    Iterator<?>[] itself = new Iterator<?>[1];
    Generator<Boolean> snake = Generator.of(out -> out.yield(itself[0].hasNext()));
    itself[0] = snake.iterator();
    assertThatThrownBy(itself[0]::hasNext).hasMessageContaining("cannot iterate");
  }

  @Test
  void a_task_does_not_yield_for_the_generator_that_spawned_it() {
    run(
        virtual(),
        () -> {
          Generator<Integer> generator =
              Generator.of(out -> {
                var task = spawn(() -> out.yield(1));
                assertThatThrownBy(task::join).hasMessageContaining("only the body of a generator");
              });
          assertThat(generator).isEmpty();
        });
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void a_foreign_block_in_the_producer_holds_up_its_task_only_and_is_cancelled_by_interrupt() {
    run(() -> {
      Generator<Integer> blocking =
          Generator.of(out -> {
            Thread.sleep(2);
            out.yield(1);
            Thread.sleep(1_000_000);
          });
      var consumer = spawn(() -> blocking.forEach(events::add));
      while (events.isEmpty()) {
        yieldNow();
      }
      sleep(ofMillis(1));
      consumer.cancel();
      assertThat(consumer.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(events).containsExactly(1);
  }

  @Tag("realTime")
  @Test
  void an_ordinary_thread_waits_for_a_foreign_block_of_the_producer() {
    Generator<Integer> blocking =
        Generator.of(out -> {
          LockSupport.parkNanos(1_000);
          out.yield(1);
        });
    assertThat(blocking).containsExactly(1);
  }

  @Tag("realTime")
  @Test
  void an_ordinary_thread_keeps_its_interrupt_and_the_producers_block_is_interrupted() {
    Generator<String> blocking =
        Generator.of(out -> {
          out.yield("before");
          try {
            Thread.sleep(1_000_000);
          } catch (InterruptedException interrupt) {
            out.yield("interrupted");
          }
        });
    Iterator<String> elements = blocking.iterator();
    Thread.currentThread().interrupt();
    assertThat(elements.next()).isEqualTo("before");
    assertThat(elements.next()).isEqualTo("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(elements.hasNext()).isFalse();
  }

  @Test
  void a_tree_is_walked_by_nested_generators() {
    assertThat(range(0, 127)).containsExactlyElementsOf(counting(127));
  }

  /** In order, from a balanced tree. */
  private static Generator<Integer> range(int from, int to) {
    return Generator.of(out -> {
      if (from < to) {
        int middle = (from + to) / 2;
        for (int i : range(from, middle)) {
          out.yield(i);
        }
        out.yield(middle);
        out.yieldAll(range(middle + 1, to));
      }
    });
  }

  @Test
  void delegation_goes_twenty_thousand_deep() {
    int count = 0;
    for (int _ : descending(20_000)) {
      count++;
    }
    assertThat(count).isEqualTo(20_000);
  }

  private static Generator<Integer> descending(int depth) {
    return Generator.of(out -> {
      if (depth > 0) {
        out.yield(depth);
        out.yieldAll(descending(depth - 1));
      }
    });
  }

  @Test
  void a_nest_of_loops_goes_a_thousand_deep() {
    assertThat(nested(1_000)).containsExactly(0);
  }

  private static Generator<Integer> nested(int depth) {
    return Generator.of(out -> {
      if (depth == 0) {
        out.yield(0);
      } else {
        for (int i : nested(depth - 1)) {
          out.yield(i);
        }
      }
    });
  }

  @Test
  void closing_unwinds_delegates_from_the_inside() {
    Generator<Integer> outer =
        Generator.of(out -> {
          try {
            out.yieldAll(counting(5));
          } finally {
            events.add("outer");
          }
        });
    try (outer) {
      events.add(outer.iterator().next());
    }
    assertThat(events).containsExactly(0, "cleaned up", "outer");
  }

  @Test
  void a_failure_of_a_delegate_can_be_caught_by_the_one_that_handed_over() {
    Generator<Object> outer =
        Generator.of(out -> {
          try {
            out.yieldAll(
                Generator.of(inner -> {
                  inner.yield("first");
                  throw new IOException("gone");
                }));
          } catch (Exception caught) {
            out.yield(caught.getMessage());
          }
          out.yieldAll(List.of("a", "list"));
        });
    assertThat(outer).containsExactly("first", "gone", "a", "list");
  }
}
