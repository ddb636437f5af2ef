package dev.gonzo;

import static dev.gonzo.Gonzo.await;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.suspendUntil;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CallbacksTest {
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  private static void elsewhere(Runnable callback) {
    Thread.ofPlatform().daemon().start(callback);
  }

  @Test
  void a_callback_of_another_thread_resumes_the_task() {
    run(() ->
        assertThat(
                Gonzo.<String, RuntimeException>suspendUntil(
                    resumer -> elsewhere(() -> resumer.resume("called"))))
            .isEqualTo("called"));
  }

  @Test
  void one_that_comes_at_once_does_too_and_one_from_another_task() {
    run(() -> {
      assertThat(Gonzo.<Integer, RuntimeException>suspendUntil(resumer -> resumer.resume(1)))
          .isEqualTo(1);
      assertThat(
              Gonzo.<Integer, RuntimeException>suspendUntil(resumer -> {
                var _ = spawn(() -> resumer.resume(2));
              }))
          .isEqualTo(2);
    });
  }

  @Test
  void a_failure_is_thrown_as_it_is() {
    run(() ->
        assertThatThrownBy(
                () -> suspendUntil(resumer -> elsewhere(() -> resumer.fail(new IOException("x")))))
            .isInstanceOf(IOException.class));
  }

  @Test
  void an_operation_that_cannot_be_begun_throws_and_is_resumed_in_vain() {
    run(() -> {
      Resumer<?>[] kept = new Resumer<?>[1];
      assertThatThrownBy(() ->
              suspendUntil(resumer -> {
                kept[0] = resumer;
                throw new IOException("not begun");
              }))
          .hasMessage("not begun");
      kept[0].fail(new IOException("late"));
    });
  }

  @Test
  // docs/edges.md: A16
  void a_second_resume_is_an_error_to_the_one_who_calls_and_trying_tells() {
    run(() -> {
      int got =
          Gonzo.<Integer, RuntimeException>suspendUntil(resumer -> {
            resumer.resume(1);
            assertThatThrownBy(() -> resumer.resume(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already ended");
            assertThatThrownBy(() -> resumer.fail(new IOException()))
                .isInstanceOf(IllegalStateException.class);
            assertThat(resumer.tryResume(3)).isFalse();
            assertThat(resumer.tryFail(new IOException())).isFalse();
          });
      assertThat(got).isEqualTo(1);
    });
  }

  @Test
  // docs/edges.md: A16
  void a_cancelled_wait_cancels_the_operation_once_and_late_values_go_to_their_hook() {
    run(() -> {
      Resumer<?>[] kept = new Resumer<?>[1];
      var task =
          spawn(() -> {
            suspendUntil((Resumer<Integer> resumer) -> {
              kept[0] = resumer;
              resumer.whenCancelled(() -> events.add("cancelled"));
              resumer.whenUndelivered(value -> events.add("undelivered " + value));
            });
          });
      yieldNow();
      task.cancel();
      @SuppressWarnings("unchecked") // kept above
      var resumer = (Resumer<Integer>) kept[0];
      resumer.resume(1);
      resumer.resume(2);
      resumer.fail(new IOException("late"));
      assertThat(resumer.tryResume(3)).isFalse();
    });
    assertThat(events)
        .containsExactly("cancelled", "undelivered 1", "undelivered 2", "undelivered 3");
  }

  @Test
  void what_is_cancelled_already_begins_no_operation() {
    run(() -> {
      var task = spawn(() -> suspendUntil(_ -> events.add("begun")));
      task.cancel();
    });
    assertThat(events).isEmpty();
  }

  @Test
  void a_value_that_came_before_the_cancellation_is_delivered_and_that_waits() {
    run(() -> {
      Resumer<?>[] kept = new Resumer<?>[1];
      var task =
          spawn(() -> {
            int value =
                Gonzo.<Integer, RuntimeException>suspendUntil(resumer -> {
                  kept[0] = resumer;
                  resumer.whenCancelled(() -> events.add("cancelled"));
                  resumer.whenUndelivered(_ -> events.add("undelivered"));
                });
            events.add("delivered " + value);
            Gonzo.checkpoint();
            events.add("went on");
          });
      yieldNow();
      @SuppressWarnings("unchecked") // kept above
      var resumer = (Resumer<Integer>) kept[0];
      // Without giving the kernel a chance to notice it.
      var done = new AtomicBoolean();
      Thread.ofPlatform()
          .start(() -> {
            resumer.resume(7);
            done.set(true);
          });
      while (!done.get()) {
        Thread.onSpinWait();
      }
      task.cancel();
      assertThatThrownBy(() -> resumer.resume(8)).isInstanceOf(IllegalStateException.class);
    });
    assertThat(events).containsExactly("delivered 7");
  }

  @Test
  // docs/edges.md: A17
  void a_late_resume_does_not_end_a_later_wait() {
    run(() -> {
      Resumer<?>[] first = new Resumer<?>[1];
      Task<?> task =
          spawn(() -> {
            try {
              suspendUntil((Resumer<Integer> resumer) -> first[0] = resumer);
            } catch (Cancelled _) {
              // swallowed: the code that follows is not clean-up, and can be cancelled again
            }
            suspendUntil((Resumer<Integer> resumer) -> first[0].fail(new IOException("too late")));
          });
      yieldNow();
      Task<?> canceller = spawn(() -> task.cancel("the first wait"));
      for (int i = 0; i < 10; i++) {
        yieldNow();
      }
      assertThat(task.outcome()).isEmpty();
      canceller.cancel();
      task.cancel("the second wait");
    });
  }

  @Tag("realTime")
  @Test
  // docs/edges.md: A18
  void a_value_is_delivered_or_undelivered_in_each_of_many_races() {
    int races = 500;
    run(() -> {
      for (int i = 0; i < races; i++) {
        var task =
            spawn(() -> {
              int _ =
                  Gonzo.<Integer, RuntimeException>suspendUntil(resumer -> {
                    resumer.whenUndelivered(_ -> events.add("undelivered"));
                    ForkJoinPool.commonPool().execute(() -> resumer.resume(1));
                  });
              events.add("delivered");
            });
        yieldNow();
        task.cancel();
      }
      while (events.size() < races) {
        sleep(ofMillis(1));
      }
    });
    assertThat(events).hasSize(races);
  }

  @Test
  // docs/edges.md: G16
  void a_completable_future_is_awaited_and_its_failure_is_unwrapped() throws Exception {
    run(() -> {
      var future = new CompletableFuture<String>();
      elsewhere(() -> future.complete("done"));
      assertThat(await(future)).isEqualTo("done");
      int sum = await(CompletableFuture.completedFuture(1).thenApply(i -> i + 1));
      assertThat(sum).isEqualTo(2);
      CompletableFuture<Object> failed =
          CompletableFuture.supplyAsync(() -> {
            throw new CompletionException(new IOException("inside"));
          });
      assertThatThrownBy(() -> await(failed.thenApply(x -> x)))
          .isInstanceOf(IOException.class)
          .hasMessage("inside");
    });
  }

  @Test
  // docs/edges.md: G16
  void a_cancellation_crosses_into_a_future_once() {
    run(() -> {
      var future = new CompletableFuture<String>();
      var _ = future.whenComplete((_, failure) -> events.add(failure.getClass().getSimpleName()));
      var task = spawn(() -> await(future));
      yieldNow();
      task.cancel();
      assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      assertThat(future).isCancelled();
    });
    assertThat(events).containsExactly("CancellationException");
  }

  @Test
  @Tag("realTime")
  void a_cancellation_that_is_due_at_the_call_cancels_the_future_too() throws Exception {
    run(() -> {
      var stage = new CompletableFuture<String>();
      var future = new CompletableFuture<String>();
      assertThat(ignoreAfter(Duration.ZERO, () -> await(stage)).isPresent()).isFalse();
      assertThat(ignoreAfter(Duration.ZERO, () -> await(future)).isPresent()).isFalse();
      assertThat(stage).isCancelled();
      assertThat(future).isCancelled();
    });
  }

  @Test
  void a_future_that_somebody_else_cancels_is_a_failure_and_no_cancellation() {
    run(() -> {
      var future = new CompletableFuture<String>();
      var task = spawn(() -> await(future));
      yieldNow();
      future.cancel(true);
      assertThatThrownBy(task::join).hasCauseInstanceOf(CancellationException.class);
    });
  }

  @Tag("realTime")
  @Test
  // docs/edges.md: G16
  void a_task_handed_out_as_a_future_is_cancelled_by_it_once_and_the_other_way_round()
      throws Exception {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var future =
            door.submit(() -> {
              try {
                sleep(ofMillis(1_000_000));
                return "never";
              } catch (Cancelled cancelled) {
                events.add("cancelled");
                throw cancelled;
              }
            });
        yieldNow();
        Task<?> waiting = spawn(() -> await(future));
        yieldNow();
        waiting.cancel();
        while (events.isEmpty()) {
          sleep(ofMillis(1));
        }
      }
    });
    assertThat(events).containsExactly("cancelled");
  }

  @Tag("scheduler")
  @Test
  void a_plain_future_holds_up_its_task_only_and_is_cancelled_with_it() throws Exception {
    run(() -> {
      var work = new FutureTask<>(() -> "worked");
      var waiting = spawn(() -> await(work));
      yieldNow();
      elsewhere(work);
      assertThat(waiting.join()).isEqualTo("worked");
      var never = new FutureTask<>(() -> "never");
      var task = spawn(() -> await(never));
      yieldNow();
      task.cancel();
      assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      assertThat(never).isCancelled();
      var failing =
          new FutureTask<>(() -> {
            throw new IOException("failed");
          });
      failing.run();
      assertThatThrownBy(() -> await(failing)).isInstanceOf(IOException.class);
    });
  }

  /** A future that cannot be cancelled without a failure. */
  private static final class Unwilling extends CompletableFuture<String> {
    @Override
    public boolean cancel(boolean interrupt) {
      throw new IllegalStateException("unwilling");
    }
  }

  @Test
  @Tag("scheduler") // the second task is in a foreign block
  void a_future_whose_cancel_fails_does_not_hide_the_cancellation() {
    run(() -> {
      var never = new Unwilling();
      Task<?> stage = spawn(() -> await(never));
      Task<?> future = spawn(() -> await(never));
      yieldNow();
      Task<?> stageAtOnce = spawn(() -> await(never));
      Task<?> futureAtOnce = spawn(() -> await(never));
      for (Task<?> task : List.of(stage, future, stageAtOnce, futureAtOnce)) {
        task.cancel();
        assertThat(task.outcome().orElseThrow())
            .isInstanceOfSatisfying(
                Outcome.Cancellation.class,
                end ->
                    assertThat(end.cancelled())
                        .hasSuppressedException(new IllegalStateException("unwilling")));
      }
    });
  }

  @Test
  void a_second_resume_needs_no_text_of_the_first_value() {
    Object value =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalArgumentException("no text");
          }
        };
    run(() ->
        Gonzo.<Object, RuntimeException>suspendUntil(resumer -> {
          resumer.resume(value);
          assertThatThrownBy(() -> resumer.resume(value))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("already ended by resume");
        }));
  }
}
