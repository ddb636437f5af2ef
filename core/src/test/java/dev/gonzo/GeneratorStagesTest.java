package dev.gonzo;

import static dev.gonzo.GeneratorTest.virtual;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
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
  void map_filter_and_limit_work_in_an_ordinary_thread() {
    assertThat(numbers(100).filter(i -> i % 2 == 1).map(i -> "n" + i).limit(2))
        .containsExactly("n1", "n3");
    assertThat(events).containsExactly("made 0", "made 1", "made 2", "made 3", "cleaned up");
  }

  @Test
  void a_mapping_may_suspend() {
    run(
        virtual(),
        () ->
            assertThat(
                    every(1, 2)
                        .map(i -> {
                          sleep(ofSeconds(1));
                          return -i;
                        }))
                .containsExactly(0, -1));
  }

  @Test
  void a_limit_of_zero_begins_nothing() {
    assertThat(numbers(3).limit(0)).isEmpty();
    assertThat(events).isEmpty();
    assertThatThrownBy(() -> numbers(3).limit(-1)).hasMessageContaining("at least 0, got -1");
  }

  @Test
  void a_stage_takes_the_generator_over() {
    var below = numbers(3);
    try (var above = below.map(i -> i + 1)) {
      assertThatThrownBy(below::iterator).hasMessageContaining("iterated only once");
      assertThat(above.iterator().next()).isEqualTo(1);
    }
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
          Generator<Integer> tens = every(25, 3).map(i -> 10 * i + 10);
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

  @Test
  // docs/edges.md: G17
  void a_publisher_of_another_thread_becomes_a_generator_with_bounded_requests() throws Exception {
    try (var publisher = new SubmissionPublisher<Integer>(Runnable::run, 8)) {
      run(() -> {
        var counting = new Requests<>(publisher);
        var feeding =
            spawn(() ->
                runInThread(() -> {
                  while (publisher.getNumberOfSubscribers() == 0) {
                    Thread.onSpinWait();
                  }
                  for (int i = 0; i < 1_000; i++) {
                    publisher.submit(i);
                  }
                  publisher.close();
                  return null;
                }));
        int expected = 0;
        for (int i : Generator.from(counting, 4)) {
          assertThat(i).isEqualTo(expected++);
        }
        assertThat(expected).isEqualTo(1_000);
        assertThat(counting.largest).isLessThanOrEqualTo(4);
        feeding.join();
      });
    }
  }

  @Test
  void closing_cancels_the_subscription_and_a_failure_comes_after_the_elements() {
    try (var publisher = new SubmissionPublisher<Integer>(Runnable::run, 8)) {
      run(() -> {
        try (var left = Generator.from(publisher, 2)) {
          var elements = left.iterator();
          var first = spawn(elements::next);
          yieldNow();
          assertThat(publisher.submit(7)).isPositive();
          assertThat(first.join()).isEqualTo(7);
        }
        assertThat(publisher.getNumberOfSubscribers()).isZero();
        var failing = spawn(() -> Generator.from(publisher, 2).forEach(events::add));
        yieldNow();
        publisher.submit(1);
        publisher.closeExceptionally(new IOException("gone"));
        assertThatThrownBy(failing::join).hasCauseInstanceOf(IOException.class);
      });
    }
    assertThat(events).containsExactly(1);
  }

  /** Records how many elements are requested from another publisher and not delivered yet. */
  private static final class Requests<T> implements Flow.Publisher<T> {
    private final Flow.Publisher<T> publisher;
    private long outstanding;
    private long largest;

    Requests(Flow.Publisher<T> publisher) {
      this.publisher = publisher;
    }

    private synchronized void change(long by) {
      outstanding += by;
      largest = Math.max(largest, outstanding);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
      publisher.subscribe(
          new Flow.Subscriber<T>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
              subscriber.onSubscribe(
                  new Flow.Subscription() {
                    @Override
                    public void request(long count) {
                      change(count);
                      subscription.request(count);
                    }

                    @Override
                    public void cancel() {
                      subscription.cancel();
                    }
                  });
            }

            @Override
            public void onNext(T item) {
              change(-1);
              subscriber.onNext(item);
            }

            @Override
            public void onError(Throwable throwable) {
              subscriber.onError(throwable);
            }

            @Override
            public void onComplete() {
              subscriber.onComplete();
            }
          });
    }
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
  private void await(int count) {
    while (events.size() < count) {
      sleep(ofMillis(1));
    }
  }

  @Tag("realTime")
  @Test
  void a_generator_publishes_what_is_requested_and_tells_its_end_once() {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var recorder = new Recorder(2);
        numbers(3).publisher(door).subscribe(recorder);
        await(5);
        assertThat(events).containsExactly("made 0", 0, "made 1", 1, "made 2");
        recorder.subscription.request(1);
        await(8);
        assertThat(events).endsWith(2, "cleaned up", "complete");
        recorder.subscription.request(1);
        recorder.subscription.cancel();
      }
    });
    assertThat(events).hasSize(8);
  }

  @Tag("realTime")
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
        slow.publisher(door).subscribe(recorder);
        await(1);
        recorder.subscription.cancel();
        await(2);
      }
    });
    assertThat(events).containsExactly(0, "unwound");
  }

  @Tag("realTime")
  @Test
  void a_second_subscriber_and_a_request_for_nothing_are_told_so() {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var publisher = numbers(3).publisher(door);
        publisher.subscribe(new Recorder(-1));
        await(1);
        publisher.subscribe(new Recorder(1));
        assertThat(events).containsExactly("IllegalArgumentException", "IllegalStateException");
      }
    });
  }

  @Test
  void publishing_into_a_kernel_that_is_gone_is_an_error_to_the_subscriber() {
    EntryPoint door = run(virtual(), EntryPoint::open);
    numbers(1).publisher(door).subscribe(new Recorder(1));
    assertThat(events).containsExactly("KernelEndedException");
  }
}
