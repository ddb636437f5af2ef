package dev.gonzo.generator;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.LogCapture;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a stage closes what is below, and no failure is lost. */
@Timeout(300)
@Tag("realTime")
class GeneratorClosingTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final LogCapture log = new LogCapture();
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void stop() {
    log.close();
  }

  private List<String> logged() {
    return log.records().stream()
        .map(entry -> entry.getMessage() + " " + entry.getThrown())
        .toList();
  }

  private static void runVirtually(AsyncRunnable<Exception> body) throws Exception {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          body.run();
          return null;
        });
  }

  private Generator<Integer> stream(String name) {
    return Generator.from(Stream.of(1, 2).onClose(() -> events.add(name)));
  }

  private Generator<Integer> failing(String name) {
    return Generator.from(
        Stream.of(1)
            .onClose(() -> {
              events.add(name);
              throw new IllegalStateException(name);
            }));
  }

  @Test
  void a_stage_that_runs_ahead_and_never_began_closes_what_is_below() throws Exception {
    runVirtually(() -> {
      stream("buffered").buffer(2).close();
      Generator.merge(stream("one"), stream("other")).close();
    });
    assertThat(events).containsExactly("buffered", "one", "other");
  }

  private Generator<Integer> counting(int end) {
    var numbers =
        new Iterator<Integer>() {
          private int next;

          @Override
          public boolean hasNext() {
            Gonzo.checkpoint();
            if (next == 2) {
              throw new IllegalStateException("no more");
            }
            return next < end;
          }

          @Override
          public Integer next() {
            return next++;
          }
        };
    return Generator.from(
        numbers,
        () -> {
          sleep(Duration.ofSeconds(1));
          events.add("cleaned up");
        });
  }

  @Test
  void an_iterator_is_cleaned_up_after_its_end_its_failure_a_cancellation_and_a_close()
      throws Exception {
    runVirtually(() -> {
      var ends = counting(1);
      ends.forEach(events::add);
      ends.close(); // nothing is left
      assertThat(events).containsExactly(0, "cleaned up");
      assertThatThrownBy(() -> counting(9).forEach(events::add)).hasMessage("no more");
      assertThat(events).endsWith(0, 1, "cleaned up");
      var cancelled =
          Gonzo.spawn(() ->
              counting(9)
                  .forEach(element -> {
                    events.add(element);
                    Task<?> self = Task.current();
                    boolean _ = self.requestCancel("enough");
                  }));
      assertThat(cancelled.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
      assertThat(events).endsWith(0, "cleaned up");
      try (var left = counting(9)) {
        assertThat(left.iterator().next()).isZero();
      }
      counting(9).close(); // never begun
    });
    assertThat(events).filteredOn("cleaned up"::equals).hasSize(4);
  }

  @Test
  void all_are_closed_even_if_the_first_fails() throws Exception {
    runVirtually(() -> {
      var merged = Generator.merge(failing("one"), failing("other"));
      assertThatThrownBy(merged::close)
          .hasMessage("one")
          .satisfies(thrown -> assertThat(thrown.getSuppressed()[0]).hasMessage("other"));
      merged.close(); // the second time it does nothing
    });
    assertThat(events).containsExactly("one", "other");
  }

  @Test
  void an_element_that_was_made_before_the_failure_of_another_producer_is_delivered()
      throws Exception {
    runVirtually(() -> {
      var fails =
          Generator.<Integer>of(out -> {
            out.yield(1);
            sleep(Duration.ofSeconds(2));
            throw new IOException("late");
          });
      var waits =
          Generator.<Integer>of(out -> {
            sleep(Duration.ofSeconds(1));
            out.yield(2);
            out.yield(3); // there is no room for it while the consumer sleeps
          });
      assertThatThrownBy(
              () -> {
                try (var merged = Generator.merge(fails, waits)) {
                  for (int element : merged) {
                    events.add(element);
                    sleep(Duration.ofSeconds(5));
                  }
                }
              })
          .isInstanceOf(IOException.class);
    });
    assertThat(events).containsExactly(1, 2, 3);
  }

  @Test
  void a_failed_clean_up_of_a_producer_is_thrown_once_and_is_no_swallowed_cancellation()
      throws Exception {
    runVirtually(() ->
        assertThatThrownBy(
                () -> {
                  try (var ahead = failsInCleanUp().buffer(1)) {
                    for (int _ : ahead) {
                      break;
                    }
                  }
                })
            .isInstanceOf(IOException.class));
    assertThat(logged()).noneMatch(entry -> entry.contains("swallowed"));
  }

  private static Generator<Integer> failsInCleanUp() {
    return Generator.of(out -> {
      try {
        out.yield(1);
        sleep(LONG);
      } finally {
        throwCleanUp();
      }
    });
  }

  private static void throwCleanUp() throws IOException {
    throw new IOException("clean-up");
  }

  @Test
  void a_deadline_for_each_element_unwinds_a_producer_that_runs_ahead() throws Exception {
    runVirtually(() -> {
      var producer =
          Generator.<Integer>of(out -> {
            try {
              out.yield(1);
              sleep(LONG);
            } finally {
              events.add("unwound");
            }
          });
      var limited = producer.buffer(1).timeoutEach(Duration.ofSeconds(1));
      assertThatThrownBy(
              () -> {
                for (int element : limited) {
                  events.add(element);
                }
              })
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(events).containsExactly(1, "unwound");
    });
  }

  @Test
  void a_deadline_inside_a_stage_does_not_end_the_iteration() throws Exception {
    runVirtually(() -> {
      var numbers =
          Generator.from(
                  Stream.of(1, 2)
                      .map(number -> {
                        if (number == 1) {
                          Gonzo.<RuntimeException>timeoutAfter(
                              Duration.ofSeconds(1), () -> sleep(LONG));
                        }
                        return number;
                      }))
              .timeoutEach(LONG.multipliedBy(2))
              .iterator();
      assertThatThrownBy(numbers::hasNext).isInstanceOf(DeadlineExceededException.class);
      assertThat(numbers.next()).isEqualTo(2);
    });
  }
}
