package dev.gonzo.generator;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.generator.GeneratorTest.virtual;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.DeadlineExceededException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GeneratorStagesTest {
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  private Generator<Integer> every(int millis, int end) {
    return Generator.of(out -> {
      try {
        for (int i = 0; i < end; i++) {
          sleep(ofMillis(millis));
          out.yield(i);
        }
      } finally {
        events.add("end of " + millis);
      }
    });
  }

  private Generator<Integer> numbers(int end) {
    return Generator.of(out -> {
      try {
        for (int i = 0; i < end; i++) {
          events.add("made " + i);
          out.yield(i);
        }
      } finally {
        events.add("cleaned up");
      }
    });
  }

  @Test
  void a_stream_makes_no_element_too_many_and_its_generator_closes_the_one_below_at_its_end() {
    var stream = numbers(100).stream().filter(i -> i % 2 == 1).map(i -> "n" + i).limit(2);
    assertThat(Generator.from(stream)).containsExactly("n1", "n3");
    assertThat(events).containsExactly("made 0", "made 1", "made 2", "made 3", "cleaned up");
  }

  @Test
  void a_stage_of_a_stream_may_suspend() {
    run(
        virtual(),
        () ->
            assertThat(
                    every(1, 2).stream()
                        .map(i -> {
                          sleep(ofSeconds(1));
                          return -i;
                        }))
                .containsExactly(0, -1));
  }

  @Test
  void a_limit_of_zero_begins_nothing() {
    assertThat(Generator.from(numbers(3).stream().limit(0))).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void a_stage_takes_the_generator_over() {
    run(
        virtual(),
        () -> {
          var below = numbers(3);
          try (var above = below.timeoutEach(ofSeconds(1))) {
            assertThatThrownBy(below::iterator).hasMessageContaining("iterated only once");
            assertThat(above.iterator().next()).isEqualTo(0);
          }
        });
    assertThat(events).containsExactly("made 0", "cleaned up");
  }

  @Test
  void each_element_has_its_time_and_a_late_one_unwinds_the_producer() {
    run(
        virtual(),
        () -> {
          Generator<Integer> slower =
              Generator.of(out -> {
                try {
                  for (int i = 1; i < 10; i++) {
                    sleep(ofSeconds(i));
                    out.yield(i);
                  }
                } finally {
                  events.add("unwound");
                }
              });
          assertThatThrownBy(() -> slower.timeoutEach(ofMillis(3500)).forEach(events::add))
              .isInstanceOf(DeadlineExceededException.class);
        });
    assertThat(events).containsExactly(1, 2, 3, "unwound");
  }

  @Test
  void merging_gives_what_comes_first() {
    run(
        virtual(),
        () -> {
          Generator<Integer> tens = Generator.from(every(25, 3).stream().map(i -> 10 * i + 10));
          assertThat(Generator.merge(every(10, 4), tens)).containsExactly(0, 1, 10, 2, 3, 20, 30);
        });
  }

  @Test
  void a_failure_of_one_ends_the_merge_after_what_came_before() {
    run(
        virtual(),
        () -> {
          Generator<Integer> failing =
              Generator.of(out -> {
                out.yield(-1);
                sleep(ofMillis(15));
                throw new IOException("gone");
              });
          assertThatThrownBy(() -> Generator.merge(every(10, 100), failing).forEach(events::add))
              .isInstanceOf(IOException.class);
        });
    assertThat(events).containsExactly(-1, 0, "end of 10");
  }

  @Test
  void leaving_a_merge_has_ended_its_tasks() {
    run(
        virtual(),
        () -> {
          try (var merged = Generator.merge(every(10, 100), every(17, 100))) {
            assertThat(merged.iterator().next()).isEqualTo(0);
          }
          assertThat(events).containsExactlyInAnyOrder("end of 10", "end of 17");
        });
  }

  @Test
  void a_buffer_lets_the_producer_run_ahead_so_far() {
    run(
        virtual(),
        () -> {
          try (var buffered = numbers(10).buffer(3)) {
            var elements = buffered.iterator();
            assertThat(elements.next()).isEqualTo(0);
            sleep(ofSeconds(1));
            // Three elements wait, and the producer has a fourth.
            assertThat(events).last().isEqualTo("made 4");
            assertThat(elements.next()).isEqualTo(1);
          }
          assertThat(events).last().isEqualTo("cleaned up");
        });
  }

  @Test
  void a_consumer_cancelled_while_it_waits_for_a_buffer_leaves_it_usable() {
    run(
        virtual(),
        () -> {
          try (var buffered = every(1000, 3).buffer(1)) {
            var elements = buffered.iterator();
            var first = spawn(elements::next);
            yieldNow();
            first.cancel();
            assertThat(elements.next()).isEqualTo(0);
          }
        });
  }

  @Test
  void a_stream_evaluates_in_the_task_and_closes_the_generator() {
    run(
        virtual(),
        () -> {
          try (Stream<Integer> stream = every(5, 100).stream()) {
            assertThat(stream.filter(i -> i % 2 == 0).limit(3)).containsExactly(0, 2, 4);
          }
        });
    assertThat(events).containsExactly("end of 5");
  }

  @Test
  void iterables_and_streams_become_generators() {
    assertThat(Generator.from(List.of(1, 2))).containsExactly(1, 2);
    try (var from = Generator.from(IntStream.range(0, 9).boxed().onClose(() -> events.add("x")))) {
      assertThat(from.iterator().next()).isEqualTo(0);
    }
    assertThat(events).containsExactly("x");
  }
}
