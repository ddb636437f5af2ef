package dev.gonzo.kernel.offload;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Threads;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work in a worker thread, and the cancellation of the task that waits for it. */
class WorkerRunTest {
  @Test
  void its_result_or_failure_is_the_tasks() throws Exception {
    run(() -> {
      assertThat(runInThread(() -> Thread.currentThread().getName())).startsWith("gonzo-worker-");
      assertThat(Gonzo.<Object>runInThread(() -> null)).isNull();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() ->
              runInThread(() -> {
                throw new IOException("gone");
              }))
          .withMessage("gone");
    });
  }

  @Test
  void a_cancelled_task_interrupts_it_and_awaits_its_end() throws Exception {
    var inside = new AtomicBoolean();
    var ended = new AtomicBoolean();
    run(() -> {
      var waiting =
          spawn(() ->
              runInThread(() -> {
                inside.set(true);
                try {
                  new CountDownLatch(1).await();
                } finally {
                  ended.set(true);
                }
                return null;
              }));
      while (!inside.get()) {
        yieldNow();
      }
      waiting.cancel();
      assertThat(ended).isTrue();
      assertThat(waiting.outcome().orElseThrow())
          .isInstanceOfSatisfying(
              Outcome.Cancellation.class,
              end ->
                  assertThat(end.cancelled().getSuppressed())
                      .singleElement()
                      .isInstanceOf(InterruptedException.class));
    });
  }

  @Test
  void what_the_task_meets_tells_where_the_task_stood() throws Exception {
    var inside = new AtomicBoolean();
    run(() -> {
      var waiting =
          spawn(() ->
              runInThread(() -> {
                inside.set(true);
                new CountDownLatch(1).await();
                return null;
              }));
      while (!inside.get()) {
        yieldNow();
      }
      waiting.cancel();
      var met = (Outcome.Cancellation<?>) waiting.outcome().orElseThrow();
      assertThat(met.cancelled().getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(WorkerRunTest.class.getName()));
    });
  }

  @Test
  void a_result_that_comes_all_the_same_is_kept_and_the_cancellation_waits() throws Exception {
    var inside = new AtomicBoolean();
    var got = new AtomicInteger();
    run(() -> {
      var waiting =
          spawn(() -> {
            got.set(
                runInThread(() -> {
                  inside.set(true);
                  while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                  }
                  return 42;
                }));
            yieldNow();
            throw new AssertionError("cancelled at the checkpoint before");
          });
      while (!inside.get()) {
        yieldNow();
      }
      waiting.cancel();
      assertThat(waiting.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(got).hasValue(42);
  }

  @Test
  void work_that_no_thread_has_taken_never_runs_once_it_is_cancelled() {
    var ran = new AtomicBoolean();
    run(() -> {
      var waiting = spawn(() -> runInThread(() -> ran.getAndSet(true)));
      yieldNow(); // it is suspended at its trap, and the kernel has not submitted the work yet
      waiting.requestCancel("no longer needed");
      waiting.cancel();
      assertThat(waiting.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(ran).isFalse();
  }

  @Test
  void the_interrupt_of_a_cancellation_never_reaches_the_next_work() throws Exception {
    var leaked = new AtomicInteger();
    var begun = new AtomicInteger();
    var interrupted = new AtomicInteger();
    run(() -> {
      for (int race = 0; race < 5_000; race++) {
        int length = race % 200;
        var waiting =
            spawn(() ->
                runInThread(() -> {
                  begun.incrementAndGet();
                  // Every two hundredth runs until it is interrupted.
                  for (int i = 0; i < length || (length == 0 && !isInterrupted()); i++) {
                    Thread.onSpinWait();
                  }
                  if (isInterrupted()) {
                    interrupted.incrementAndGet();
                  }
                  return "done";
                }));
        while (begun.get() == race) {
          yieldNow();
        }
        waiting.requestCancel("race");
        waiting.cancel();
        // This one is never cancelled: an interrupt here was meant for the other one.
        if (runInThread(Thread::interrupted)) {
          leaked.incrementAndGet();
        }
      }
    });
    assertThat(leaked).hasValue(0);
    assertThat(interrupted).hasPositiveValue();
  }

  private static boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  @Tag("realTime")
  @Test
  void a_kernel_that_ends_awaits_its_workers() {
    var ended = new AtomicBoolean();
    var inside = new AtomicBoolean();
    run(() -> {
      var _ =
          spawn(() ->
              runInThread(() -> {
                inside.set(true);
                try {
                  new CountDownLatch(1).await();
                } finally {
                  ended.set(true);
                }
                return null;
              }));
      while (!inside.get()) {
        yieldNow();
      }
    });
    assertThat(ended).isTrue();
    assertThat(Threads.alive("gonzo-worker-")).isZero();
  }
}
