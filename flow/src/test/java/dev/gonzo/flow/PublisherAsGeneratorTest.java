package dev.gonzo.flow;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Outcome;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher is iterated as a generator. */
@Timeout(300)
class PublisherAsGeneratorTest {
  private final List<Object> events = new ArrayList<>();

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
        for (int i : Flows.generator(counting, 4)) {
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
        try (var left = Flows.generator(publisher, 2)) {
          var elements = left.iterator();
          var first = spawn(elements::next);
          yieldNow();
          assertThat(publisher.submit(7)).isPositive();
          assertThat(first.join()).isEqualTo(7);
        }
        assertThat(publisher.getNumberOfSubscribers()).isZero();
        var failing = spawn(() -> Flows.generator(publisher, 2).forEach(events::add));
        yieldNow();
        publisher.submit(1);
        publisher.closeExceptionally(new IOException("gone"));
        assertThatThrownBy(failing::join).hasCauseInstanceOf(IOException.class);
      });
    }
    assertThat(events).containsExactly(1);
  }

  @Test
  void a_cancelled_wait_cancels_the_subscription() {
    try (var publisher = new SubmissionPublisher<Integer>(Runnable::run, 8)) {
      run(() -> {
        var waiting = spawn(() -> Flows.generator(publisher, 2).forEach(events::add));
        yieldNow();
        publisher.submit(1);
        yieldNow();
        waiting.cancel();
        assertThat(publisher.getNumberOfSubscribers()).isZero();
      });
    }
    assertThat(events).containsExactly(1);
  }

  @Tag("realTime")
  @Test
  void an_element_that_is_late_for_its_deadline_cancels_the_subscription() {
    var never = new Silent();
    run(() ->
        assertThatThrownBy(() ->
                timeoutAfter(
                    null,
                    deadline -> {
                      never.requested = () -> deadline.moveAfter(ofMillis(1));
                      Flows.generator(never, 2).forEach(events::add);
                      return null;
                    }))
            .isInstanceOf(DeadlineExceededException.class));
    assertThat(never.events).containsExactly("request 2", "cancel");
  }

  @Test
  void one_that_was_never_iterated_has_subscribed_to_nothing() {
    var never = new Silent();
    inVirtualTime(() -> Flows.generator(never, 2).close());
    assertThat(never.events).isEmpty();
  }

  @Test
  void it_is_iterated_in_a_task_only_and_with_room_for_an_element() {
    var never = new Silent();
    assertThatThrownBy(() -> Flows.generator(never, 2).forEach(events::add))
        .isInstanceOf(OutsideKernelException.class);
    assertThat(never.events).isEmpty();
    assertThatThrownBy(() -> Flows.generator(never, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bufferSize must be at least 1, got 0");
  }

  @Test
  void the_cancellation_of_another_task_is_an_ordinary_failure() {
    run(() -> {
      Task<?> task = spawn(() -> Flows.generator(failingPublisher(), 1).forEach(events::add));
      assertThat(task.awaitEnd())
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              failure ->
                  assertThat(failure.cause())
                      .isNotInstanceOf(Cancelled.class)
                      .hasCauseInstanceOf(Cancelled.class));
    });
  }

  private static Flow.Publisher<Object> failingPublisher() {
    return subscriber -> {
      subscriber.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long count) {
              subscriber.onError(new Cancelled("it was no longer needed", "another task"));
            }

            @Override
            public void cancel() {}
          });
    };
  }

  /** Records the signals of its subscriber, and sends none. */
  private static final class Silent implements Flow.Publisher<Object> {
    private final List<Object> events = new ArrayList<>();
    private Runnable requested = () -> {};

    @Override
    public void subscribe(Flow.Subscriber<? super Object> subscriber) {
      subscriber.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long count) {
              events.add("request " + count);
              requested.run();
            }

            @Override
            public void cancel() {
              events.add("cancel");
            }
          });
    }
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
}
