package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.currentTask;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.TaskFailed;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 5, "Threads": work in threads outside the kernel. */
public abstract class ThreadsConformance extends Conformance {
  // More than any kernel would take threads for at once.
  private static final int MANY = 500;

  /** Makes the chapter. */
  protected ThreadsConformance() {
    super(Trap.Threads.class);
  }

  @Test
  @Specified("5.3")
  void it_answers_what_the_work_returns_and_runs_it_in_another_thread() throws Exception {
    run(() -> {
      Thread kernel = Thread.currentThread();
      Thread worker = runInThread(Thread::currentThread);
      assertThat(worker).isNotSameAs(kernel);
      assertThat(worker.isVirtual()).isFalse();
      String nothing = runInThread(() -> null);
      assertThat(nothing).isNull();
    });
  }

  @Test
  @Specified("5.3")
  void it_throws_what_the_work_throws() throws Exception {
    for (Throwable failure :
        new Throwable[] {new IOException("checked"), new AssertionError("an error")}) {
      run(() ->
          assertThatThrownBy(() ->
                  runInThread(() -> {
                    if (failure instanceof Exception exception) {
                      throw exception;
                    }
                    throw (Error) failure;
                  }))
              .isSameAs(failure));
    }
  }

  @Test
  @Specified("5.3")
  void an_interrupted_exception_of_the_works_own_is_a_failure_like_any_other() throws Exception {
    var own = new InterruptedException("thrown by the work itself");
    run(() ->
        assertThatThrownBy(() ->
                runInThread(() -> {
                  throw own;
                }))
            .isSameAs(own));
  }

  @Test
  @Specified("5.3")
  void the_other_tasks_go_on_meanwhile() throws Exception {
    run(() -> {
      var goOn = new CountDownLatch(1);
      Task<String> task =
          spawn(() ->
              runInThread(() -> {
                goOn.await();
                return "done";
              }));
      for (int i = 0; i < 100; i++) {
        yieldNow();
      }
      goOn.countDown();
      assertThat(task.join()).isEqualTo("done");
    });
  }

  @Test
  @Specified("5.3")
  void many_pieces_of_work_are_all_done() throws Exception {
    run(() -> {
      var done = new AtomicInteger();
      var tasks = new ArrayList<Task<Integer>>();
      for (int i = 0; i < MANY; i++) {
        tasks.add(spawn(() -> runInThread(done::incrementAndGet)));
      }
      int sum = 0;
      for (Task<Integer> task : tasks) {
        sum += task.join();
      }
      assertThat(done).hasValue(MANY);
      assertThat(sum).isEqualTo(MANY * (MANY + 1) / 2);
    });
  }

  // ---------------------------------------------------------------- cancelled

  @Test
  @Specified({"4.1", "5.3"})
  void a_task_that_is_cancelled_already_hands_out_nothing() throws Exception {
    run(() -> {
      var ran = new AtomicBoolean();
      Task<?> task =
          spawn(() -> {
            currentTask().requestCancel("before");
            runInThread(() -> {
              ran.set(true);
              return null;
            });
          });
      task.cancel();
      runInThread(() -> null);
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
      assertThat(ran).isFalse();
    });
  }

  @Test
  @Specified("5.3")
  void work_that_no_thread_has_taken_is_withdrawn() throws Exception {
    run(() -> {
      var goOn = new CountDownLatch(1);
      var busy = new ArrayList<Task<?>>();
      for (int i = 0; i < MANY; i++) {
        busy.add(
            spawn(() ->
                runInThread(() -> {
                  goOn.await();
                  return null;
                })));
      }
      var ran = new AtomicInteger();
      var queued = new ArrayList<Task<?>>();
      for (int i = 0; i < MANY; i++) {
        queued.add(spawn(() -> runInThread(ran::incrementAndGet)));
      }
      yieldNow();
      yieldNow();
      for (Task<?> task : queued) {
        task.cancel("before a thread was free");
      }
      goOn.countDown();
      for (Task<?> task : busy) {
        Object _ = task.join();
      }
      assertThat(queued).allMatch(task -> task.outcome().get() instanceof Outcome.Cancellation);
      assertThat(ran).hasValue(0);
    });
  }

  @Test
  @Specified("5.3")
  void work_that_has_begun_is_interrupted_and_its_end_awaited() throws Exception {
    run(() -> {
      var begun = new CountDownLatch(1);
      var letGo = new AtomicBoolean();
      Task<?> task =
          spawn(() ->
              runInThread(() -> {
                begun.countDown();
                try {
                  new CountDownLatch(1).await();
                } finally {
                  letGo.set(true);
                }
                return null;
              }));
      runInThread(() -> {
        begun.await();
        return null;
      });
      task.cancel("enough");
      assertThat(letGo).isTrue();
      assertThat(task.outcome())
          .containsInstanceOf(Outcome.Cancellation.class)
          .hasValueSatisfying(outcome ->
              assertThat(((Outcome.Cancellation<?>) outcome).cancelled().reason())
                  .isEqualTo("enough"));
    });
  }

  @Test
  @Specified({"4.6", "5.3"})
  void a_result_that_comes_all_the_same_is_the_answer_and_the_cancellation_waits()
      throws Exception {
    run(() -> {
      var begun = new CountDownLatch(1);
      var answers = new ArrayList<String>();
      Task<?> task =
          spawn(() -> {
            answers.add(
                runInThread(() -> {
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException ignored) {
                    // it has its result already
                  }
                  return "all the same";
                }));
            checkpoint();
            answers.add("not reached");
          });
      runInThread(() -> {
        begun.await();
        return null;
      });
      task.cancel();
      assertThat(answers).containsExactly("all the same");
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
  }

  @Test
  @Specified("5.3")
  void an_interrupt_does_not_leak_into_the_next_work_or_into_the_task() throws Exception {
    run(() -> {
      for (int i = 0; i < 200; i++) {
        var begun = new CountDownLatch(1);
        // It ends by itself at about the moment when it is interrupted.
        Task<?> task =
            spawn(() ->
                runInThread(() -> {
                  begun.countDown();
                  return null;
                }));
        runInThread(() -> {
          begun.await();
          return null;
        });
        task.requestCancel("at about its end");
        assertThat(runInThread(Thread::interrupted)).isFalse();
        task.cancel();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    });
  }

  @Test
  @Specified({"2.5", "5.3"})
  void at_the_end_of_the_run_no_work_is_left_running() throws Exception {
    var working = new AtomicInteger();
    run(() -> {
      var begun = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        var _ =
            spawn(() ->
                runInThread(() -> {
                  working.incrementAndGet();
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                    return null;
                  } finally {
                    working.decrementAndGet();
                  }
                }));
      }
      runInThread(() -> {
        begun.await();
        return null;
      });
      assertThat(working).hasValue(3);
    });
    assertThat(working).hasValue(0);
  }

  @Test
  @Specified("5.3")
  void async_functions_in_another_thread_are_refused() throws Exception {
    run(() ->
        assertThatThrownBy(() ->
                runInThread(() -> {
                  yieldNow();
                  return null;
                }))
            .isInstanceOf(OutsideKernelException.class));
  }

  @Test
  @Specified("5.3")
  void a_failure_of_cancelled_work_is_its_failure() throws Exception {
    var failure = new IOException("while it was interrupted");
    run(() -> {
      var begun = new CountDownLatch(1);
      Task<?> task =
          spawn(() ->
              runInThread(() -> {
                begun.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                  throw failure;
                }
                return null;
              }));
      runInThread(() -> {
        begun.await();
        return null;
      });
      task.cancel();
      assertThat(task.outcome()).contains(new Outcome.Failure<>(failure));
      Throwable caught = null;
      try {
        Object _ = task.join();
      } catch (TaskFailed joined) {
        caught = joined.getCause();
      }
      assertThat(caught).isSameAs(failure).isNotInstanceOf(Cancelled.class);
    });
  }

  @Tag("realTime")
  @Test
  @Specified("5.2")
  void an_interrupt_of_the_thread_that_called_run_cancels_the_main_task() throws Exception {
    var kept = new CompletableFuture<Boolean>();
    var thrown = new CompletableFuture<Throwable>();
    var waits = new CountDownLatch(1);
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                run(() -> {
                  waits.countDown();
                  Gonzo.sleep(Duration.ofHours(1));
                });
              } catch (Throwable failure) {
                thrown.complete(failure);
              } finally {
                kept.complete(Thread.currentThread().isInterrupted());
              }
            });
    waits.await();
    caller.interrupt();
    assertThat(thrown.get()).isInstanceOf(Cancelled.class);
    assertThat(kept.get()).isTrue();
  }
}
