package dev.gonzo.flow;

import static dev.gonzo.Gonzo.await;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.EntryPoint;
import dev.gonzo.generator.Generator;
import dev.gonzo.testing.LogCapture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A generator is published; no failure is lost. */
@Timeout(300)
@Tag("realTime")
class GeneratorAsPublisherTest {
  private final LogCapture log = LogCapture.open();
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    log.close();
  }

  private List<String> logged() {
    return log.records().stream()
        .map(entry -> entry.getMessage() + " " + entry.getThrown())
        .toList();
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

  private static Generator<Integer> failsInCleanUp() {
    return Generator.of(out -> {
      try {
        out.yield(1);
        sleep(ofSeconds(1000));
      } finally {
        throwCleanUp();
      }
    });
  }

  private static void throwCleanUp() throws IOException {
    throw new IOException("clean-up");
  }

  /** Records its signals; can request elements one by one. */
  private final class Recorder implements Flow.Subscriber<Integer> {
    private final long first;
    private Flow.Subscription subscription;

    Recorder(long first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (first != 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(Integer item) {
      events.add(item);
    }

    @Override
    public void onError(Throwable throwable) {
      events.add(throwable.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
      events.add("complete");
    }
  }

  /**
   * Waits for an event in real time, because a kernel with an open entry point is not in virtual
   * time.
   */
  private void awaitEvents(int count) {
    while (events.size() < count) {
      sleep(ofMillis(1));
    }
  }

  @Test
  void a_generator_publishes_what_is_requested_and_tells_its_end_once() {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var recorder = new Recorder(2);
        Flows.publisher(numbers(3), door).subscribe(recorder);
        awaitEvents(5);
        assertThat(events).containsExactly("made 0", 0, "made 1", 1, "made 2");
        recorder.subscription.request(1);
        awaitEvents(8);
        assertThat(events).endsWith(2, "cleaned up", "complete");
        recorder.subscription.request(1);
        recorder.subscription.cancel();
      }
    });
    assertThat(events).hasSize(8);
  }

  @Test
  // docs/edges.md: G17
  void cancelling_the_subscription_unwinds_the_producer_and_signals_nothing() {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var recorder = new Recorder(100);
        Generator<Integer> slow =
            Generator.of(out -> {
              try {
                out.yield(0);
                sleep(ofSeconds(1000));
              } finally {
                events.add("unwound");
              }
            });
        Flows.publisher(slow, door).subscribe(recorder);
        awaitEvents(1);
        recorder.subscription.cancel();
        awaitEvents(2);
      }
    });
    assertThat(events).containsExactly(0, "unwound");
  }

  @Test
  void a_second_subscriber_and_a_request_for_nothing_are_told_so() {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var publisher = Flows.publisher(numbers(3), door);
        publisher.subscribe(new Recorder(-1));
        awaitEvents(1);
        publisher.subscribe(new Recorder(1));
        assertThat(events).containsExactly("IllegalArgumentException", "IllegalStateException");
      }
    });
  }

  @Test
  void publishing_into_a_kernel_that_is_gone_is_an_error_to_the_subscriber() {
    EntryPoint door = inVirtualTime(() -> EntryPoint.open());
    Flows.publisher(numbers(1), door).subscribe(new Recorder(1));
    assertThat(events).containsExactly("KernelEndedException");
  }

  /** Requests everything, and records the signals. */
  private class All implements Flow.Subscriber<Integer> {
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
        var recorder = new All();
        Flows.publisher(failsInCleanUp(), door).subscribe(recorder);
        await(recorder.first).cancel();
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
        Flows.publisher(Generator.from(List.of(1)), door)
            .subscribe(
                new All() {
                  @Override
                  public void onComplete() {
                    completed.complete("complete");
                    throw new IllegalStateException("in onComplete");
                  }
                });
        await(completed);
      }
    });
    assertThat(events).containsExactly(1);
    assertThat(logged()).anyMatch(entry -> entry.contains("in onComplete"));
  }
}
