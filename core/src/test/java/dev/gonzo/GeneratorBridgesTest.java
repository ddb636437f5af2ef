package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lies below a stage that runs ahead, or a publisher, is closed, and no failure is lost. */
@Timeout(300)
@Tag("realTime")
class GeneratorBridgesTest {
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
          Generator.from(List.of(1, 2))
              .map(number -> {
                if (number == 1) {
                  Gonzo.<RuntimeException>timeoutAfter(Duration.ofSeconds(1), () -> sleep(LONG));
                }
                return number;
              })
              .filter(_ -> true)
              .timeoutEach(LONG.multipliedBy(2))
              .iterator();
      assertThatThrownBy(numbers::hasNext).isInstanceOf(DeadlineExceededException.class);
      assertThat(numbers.next()).isEqualTo(2);
    });
  }

  /** Requests everything, and records the signals. */
  private class Recorder implements Flow.Subscriber<Integer> {
    final CompletableFuture<Flow.Subscription> first = new CompletableFuture<>();
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(10);
    }

    @Override
    public void onNext(Integer element) {
      events.add(element);
      first.complete(subscription);
    }

    @Override
    public void onError(Throwable failure) {
      events.add(failure);
    }

    @Override
    public void onComplete() {
      events.add("complete");
    }
  }

  @Test
  void a_failure_after_the_subscriber_has_cancelled_is_logged() throws Exception {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var recorder = new Recorder();
        failsInCleanUp().publisher(door).subscribe(recorder);
        Gonzo.await(recorder.first).cancel();
      }
    });
    assertThat(events).containsExactly(1);
    assertThat(logged()).anyMatch(entry -> entry.contains("clean-up"));
    assertThat(logged()).noneMatch(entry -> entry.contains("swallowed"));
  }

  @Test
  void an_exception_of_a_subscribers_last_signal_is_logged() throws Exception {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var completed = new CompletableFuture<String>();
        Generator.from(List.of(1))
            .publisher(door)
            .subscribe(
                new Recorder() {
                  @Override
                  public void onComplete() {
                    completed.complete("complete");
                    throw new IllegalStateException("in onComplete");
                  }
                });
        Gonzo.await(completed);
      }
    });
    assertThat(events).containsExactly(1);
    assertThat(logged()).anyMatch(entry -> entry.contains("in onComplete"));
  }
}
