package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.runInThreadOrAbandon;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("realTime")
class ThreadsTest {
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Blocks until it is released, and ignores interrupts. */
  private String uninterruptibly() {
    begun.countDown();
    boolean interrupted = false;
    while (goOn.getCount() > 0) {
      try {
        goOn.await();
      } catch (InterruptedException ignored) {
        interrupted = true;
      }
    }
    events.add("interrupted " + interrupted);
    return "late";
  }

  private void awaitBegun() {
    while (begun.getCount() > 0) {
      sleep(ofMillis(1));
    }
  }

  @Test
  // docs/edges.md: G1
  void a_cancelled_task_waits_for_the_work_and_has_its_result() {
    run(() -> {
      var task =
          spawn(() -> {
            events.add(runInThread(this::uninterruptibly, OnCancel.WAIT));
            sleep(ZERO);
            events.add("not reached");
          });
      awaitBegun();
      task.requestCancel("enough");
      yieldNow();
      goOn.countDown();
      assertThatThrownBy(task::join).hasCauseInstanceOf(Cancelled.class);
    });
    assertThat(events).containsExactly("interrupted false", "late");
  }

  @Test
  void work_is_interrupted_unless_something_else_is_asked_for() {
    run(() -> {
      var task =
          spawn(() ->
              runInThread(() -> {
                begun.countDown();
                goOn.await();
                return null;
              }));
      awaitBegun();
      task.cancel();
      assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
  }

  @Test
  // docs/edges.md: G1
  void abandoned_work_goes_on_alone_and_its_late_result_goes_to_the_hook() throws Exception {
    var late = new CompletableFuture<String>();
    run(() -> {
      var task = spawn(() -> runInThreadOrAbandon(this::uninterruptibly, late::complete));
      awaitBegun();
      task.cancel();
      assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      goOn.countDown();
      assertThat(Gonzo.await(late)).isEqualTo("late");
    });
    assertThat(events).containsExactly("interrupted false");
  }

  @Test
  // docs/edges.md: G3
  void abandoned_work_is_listed_when_the_kernel_ends_and_survives_it() throws Exception {
    var late = new CompletableFuture<String>();
    try (var log = new LogCapture()) {
      run(() -> {
        var task =
            spawn("walker", () -> runInThreadOrAbandon(this::uninterruptibly, late::complete));
        awaitBegun();
        task.cancel();
      });
      assertThat(log.warnings()).hasSize(1);
      assertThat(log.warnings().getFirst())
          .contains("abandoned")
          .contains("gonzo-worker-1, for task walker");
      goOn.countDown();
      assertThat(late.get()).isEqualTo("late");
      assertThat(log.warnings()).hasSize(1);
    }
    assertThat(events).containsExactly("interrupted false");
  }

  @Test
  void a_failure_of_abandoned_work_is_nobodys() throws Exception {
    var ended = new CountDownLatch(1);
    try (var log = new LogCapture()) {
      run(() -> {
        var task =
            spawn(() ->
                runInThread(
                    () -> {
                      uninterruptibly();
                      ended.countDown();
                      throw new IOException("after the task left");
                    },
                    OnCancel.ABANDON));
        awaitBegun();
        task.cancel();
        goOn.countDown();
        runInThread(() -> {
          ended.await();
          return null;
        });
      });
      assertThat(log.warnings()).filteredOn(m -> m.contains("after the task left")).isEmpty();
    }
  }

  @Test
  void work_that_no_thread_has_taken_never_runs() {
    run(() -> {
      for (OnCancel each : OnCancel.values()) {
        var task = spawn(() -> runInThread(() -> events.add("ran"), each));
        task.requestCancel("at once");
        assertThatThrownBy(task::join).hasCauseInstanceOf(Cancelled.class);
      }
    });
    assertThat(events).isEmpty();
  }

  @Test
  void a_late_hook_that_fails_is_reported() {
    try (var log = new LogCapture()) {
      run(() -> {
        var task =
            spawn(() ->
                runInThreadOrAbandon(
                    this::uninterruptibly,
                    _ -> {
                      throw new IllegalStateException("in the hook");
                    }));
        awaitBegun();
        task.cancel();
        goOn.countDown();
        while (log.warnings().isEmpty()) {
          sleep(ofMillis(1));
        }
      });
      assertThat(log.warnings().getFirst()).contains("handler of the late result");
    }
  }

  // ---------------------------------------------------------------- async threads

  @Test
  void the_kernel_executes_the_async_calls_of_a_thread() {
    run(() -> {
      var task =
          AsyncThread.start(
              "worker",
              () -> {
                assertThat(Coroutine.isRunning()).isFalse();
                String name =
                    AsyncThread.await(() -> {
                      sleep(ofMillis(1));
                      return Task.current().name();
                    });
                return name + " in " + Thread.currentThread().getName();
              });
      assertThat(task.join()).isEqualTo("worker in worker");
    });
  }

  @Test
  void what_a_call_throws_reaches_the_thread_and_what_the_thread_throws_its_task() {
    run(() -> {
      var task =
          AsyncThread.start(
              "worker",
              () -> {
                try {
                  AsyncThread.await(() -> {
                    throw new IOException("inside");
                  });
                } catch (IOException caught) {
                  throw new IOException("seen: " + caught.getMessage(), caught);
                }
              });
      assertThatThrownBy(task::join)
          .isInstanceOf(TaskFailedException.class)
          .cause()
          .hasMessage("seen: inside");
    });
  }

  @Test
  // docs/edges.md: G4
  void a_cancellation_arrives_in_the_call_and_the_thread_may_clean_up_by_calls() {
    run(() -> {
      var task =
          AsyncThread.start(
              "worker",
              () -> {
                try {
                  begun.countDown();
                  AsyncThread.await(() -> sleep(ofMillis(1_000_000)));
                } finally {
                  AsyncThread.await(() -> sleep(ofMillis(1)));
                  events.add("cleaned up");
                }
              });
      awaitBegun();
      task.cancel();
      assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(events).containsExactly("cleaned up");
  }

  @Test
  void a_cancellation_between_calls_arrives_in_the_next() {
    run(() -> {
      var task =
          AsyncThread.start(
              "worker",
              () -> {
                uninterruptibly();
                AsyncThread.await(() -> events.add("not reached"));
              });
      awaitBegun();
      task.requestCancel("enough");
      yieldNow();
      goOn.countDown();
      assertThatThrownBy(task::join).hasCauseInstanceOf(Cancelled.class);
    });
    assertThat(events).containsExactly("interrupted false");
  }

  @Test
  // docs/edges.md: G4
  void a_cancelled_thread_that_makes_no_call_is_reported_and_waited_for() {
    try (var log = new LogCapture()) {
      run(() -> {
        var task = AsyncThread.start("stubborn", this::uninterruptibly, ofMillis(5));
        awaitBegun();
        task.requestCancel("enough");
        while (log.warnings().isEmpty()) {
          sleep(ofMillis(1));
        }
        assertThat(log.warnings().getFirst()).contains("thread stubborn was cancelled");
        goOn.countDown();
        assertThatThrownBy(task::join).hasCauseInstanceOf(Cancelled.class);
      });
      assertThat(log.warnings()).hasSize(1);
    }
  }

  @Test
  void a_task_may_call_what_is_made_for_async_threads() {
    run(() -> assertThat(AsyncThread.await(() -> Task.current().name())).isEqualTo("main"));
  }

  @Test
  // docs/edges.md: G5
  void any_other_thread_is_told_its_name_and_the_way() {
    assertThatThrownBy(() -> AsyncThread.await(() -> sleep(ZERO)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Thread.currentThread().getName())
        .hasMessageContaining("EntryPoint");
  }

  @Test
  // docs/edges.md: G6
  void threads_and_tasks_nest() {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var task =
            AsyncThread.start(
                "outer",
                () ->
                    AsyncThread.await(() ->
                        AsyncThread.start(
                                "inner",
                                () ->
                                    AsyncThread.await(() ->
                                        runInThread(() ->
                                            door.call(() -> runInThread(() -> "from the bottom")))))
                            .join()));
        assertThat(timeoutAfter(ofMillis(10_000), () -> task.join())).isEqualTo("from the bottom");
      }
    });
  }

  @Test
  void the_failure_of_a_member_fails_one_call_of_a_thread_and_not_its_clean_up() throws Exception {
    run(() -> {
      var member =
          AsyncThread.<List<String>>start(
              "thread",
              () -> {
                var seen = new ArrayList<String>();
                TaskGroup<Void> group = AsyncThread.await(() -> TaskGroup.<Void>open());
                Task<Void> fails =
                    AsyncThread.await(() ->
                        group.spawn(() -> {
                          throw new IOException("member");
                        }));
                while (fails.state() != TaskState.ENDED) {
                  Thread.onSpinWait();
                }
                try {
                  AsyncThread.await(() -> group.join());
                } catch (TaskFailedException failed) {
                  seen.add("join threw " + failed.getCause().getMessage());
                }
                AsyncThread.await(() -> {
                  seen.add("clean-up ran");
                });
                try {
                  AsyncThread.await(() -> group.close());
                } catch (TaskFailedException failed) {
                  seen.add("close threw");
                }
                return seen;
              });
      assertThat(member.join()).startsWith("join threw member", "clean-up ran");
    });
  }
}
