package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way into a running kernel for ordinary threads. */
@Timeout(300)
class EntryPointTest {
  private static final Duration LONG = Duration.ofHours(1);
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  @Tag("realTime")
  @Test
  void a_call_runs_as_a_task_of_the_kernel_and_returns_its_result() throws Exception {
    run(() -> {
      var kernelsMain = Task.current();
      try (var door = EntryPoint.open()) {
        var name =
            runInThread(() ->
                door.call(() -> {
                  sleep(Duration.ofMillis(1));
                  assertThat(Task.current()).isNotSameAs(kernelsMain);
                  return "called by " + Thread.currentThread().isVirtual();
                }));
        assertThat(name).isEqualTo("called by true");
      }
    });
  }

  @Test
  void a_call_throws_what_its_body_throws() throws Exception {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var thrown =
            runInThread(() ->
                catchThrowable(() ->
                    door.call(() -> {
                      throw new IOException("gone");
                    })));
        assertThat(thrown).isInstanceOf(IOException.class).hasMessage("gone");
      }
    });
  }

  @Tag("scheduler")
  @Test
  void many_threads_call_and_each_gets_its_own_answer() throws Exception {
    run(() -> {
      var threads = new ArrayList<Thread>();
      try (var door = EntryPoint.open()) {
        for (int number = 0; number < 4; number++) {
          int from = number * 1_000;
          threads.add(
              Thread.ofPlatform()
                  .start(() -> {
                    for (int i = from; i < from + 300; i++) {
                      int question = i;
                      int answer =
                          door.call(() -> {
                            yieldNow();
                            return question + 1;
                          });
                      if (answer != question + 1) {
                        events.add("wrong: " + answer);
                      }
                    }
                    events.add("done");
                  }));
        }
        for (var thread : threads) {
          thread.join();
        }
      }
    });
    assertThat(events).containsExactly("done", "done", "done", "done");
  }

  @Tag("scheduler")
  @Test
  void a_task_may_submit_and_wait_for_the_future() throws Exception {
    run(() -> {
      try (var door = EntryPoint.open()) {
        CompletableFuture<String> future =
            door.submit(() -> {
              yieldNow();
              return "value";
            });
        assertThat(future.get()).isEqualTo("value");
        CompletableFuture<String> failing =
            door.submit(() -> {
              throw new IOException("gone");
            });
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(failing::get)
            .withCauseInstanceOf(IOException.class);
      }
    });
  }

  @Test
  void a_call_inside_a_coroutine_is_refused() {
    run(() -> {
      try (var door = EntryPoint.open()) {
        assertThatIllegalStateException()
            .isThrownBy(() -> door.call(() -> "body"))
            .withMessageContaining("call(...) is for ordinary threads");
      }
    });
  }

  /** Sleeps until it is cancelled, and reports its progress. */
  private AsyncCallable<String, RuntimeException> patient(CountDownLatch begun) {
    return () -> {
      try {
        begun.countDown();
        sleep(LONG);
        return "unreached";
      } catch (Cancelled cancelled) {
        yieldNow();
        events.add(cancelled.reason());
        throw cancelled;
      }
    };
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void cancelling_the_future_cancels_the_task() throws Exception {
    run(() -> {
      var begun = new CountDownLatch(1);
      try (var door = EntryPoint.open()) {
        var future = door.submit(patient(begun));
        begun.await();
        assertThat(future.cancel(true)).isTrue();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
        while (events.isEmpty()) {
          yieldNow();
        }
      }
    });
    assertThat(events).containsExactly("its future was cancelled");
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void cancelling_the_future_works_after_the_entry_point_was_closed() throws Exception {
    run(() -> {
      var begun = new CountDownLatch(1);
      var door = EntryPoint.open();
      var future = door.submit(patient(begun));
      begun.await();
      door.close();
      yieldNow();
      yieldNow();
      future.cancel(true);
      while (events.isEmpty()) {
        yieldNow();
      }
    });
    assertThat(events).containsExactly("its future was cancelled");
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void an_interrupt_of_the_waiting_thread_cancels_the_task_and_awaits_its_end() throws Exception {
    for (boolean closed : new boolean[] {false, true}) {
      events.clear();
      run(() -> {
        var begun = new CountDownLatch(1);
        var thrown = new AtomicReference<Throwable>();
        var door = EntryPoint.open();
        var caller =
            Thread.ofPlatform()
                .start(() -> {
                  thrown.set(catchThrowable(() -> door.call(patient(begun))));
                  events.add("interrupted: " + Thread.interrupted());
                });
        begun.await();
        if (closed) {
          door.close();
          yieldNow();
        }
        caller.interrupt();
        caller.join();
        assertThat(thrown.get()).isInstanceOf(Cancelled.class);
        door.close();
      });
      assertThat(events)
          .containsExactly("the thread that waits for it was interrupted", "interrupted: true");
    }
  }

  @Tag("scheduler")
  @Test
  void what_comes_after_close_is_refused_and_what_has_begun_goes_on() throws Exception {
    run(() -> {
      var goOn = new CountDownLatch(1);
      var begun = new CountDownLatch(1);
      var door = EntryPoint.open();
      var first =
          door.submit(() -> {
            begun.countDown();
            goOn.await();
            return "went on";
          });
      begun.await();
      door.close();
      door.close();
      var second = door.submit(() -> "too late");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(second::get)
          .withCauseInstanceOf(KernelEndedException.class);
      goOn.countDown();
      assertThat(first.get()).isEqualTo("went on");
    });
  }

  @Test
  // docs/edges.md: G9
  void what_comes_after_the_end_of_the_kernel_is_refused() {
    var door = new AtomicReference<EntryPoint>();
    run(() -> door.set(EntryPoint.open()));
    assertThatExceptionOfType(KernelEndedException.class)
        .isThrownBy(() -> door.get().call(() -> "too late"));
    assertThat(door.get().submit(() -> "too late")).isCompletedExceptionally();
    door.get().close();
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void a_call_that_the_kernels_end_cuts_short_is_told_so() throws Exception {
    var thrown = new AtomicReference<Throwable>();
    var caller = new AtomicReference<Thread>();
    run(() -> {
      var begun = new CountDownLatch(1);
      var door = EntryPoint.open();
      caller.set(
          Thread.ofPlatform()
              .start(() -> thrown.set(catchThrowable(() -> door.call(patient(begun))))));
      begun.await();
    });
    caller.get().join();
    assertThat(thrown.get()).isInstanceOf(Cancelled.class);
    assertThat(((Cancelled) thrown.get()).reason()).isEqualTo("the main task has ended");
    assertThat(events).containsExactly("the main task has ended");
  }

  @Test
  // docs/edges.md: D9, G9
  void calls_that_race_with_the_end_of_the_kernel_all_come_back() throws Exception {
    for (int round = 0; round < 50; round++) {
      var door = new AtomicReference<EntryPoint>();
      var opened = new CountDownLatch(1);
      var caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  opened.await();
                  while (true) {
                    door.get().call(() -> "value");
                  }
                } catch (InterruptedException unexpected) {
                  events.add("interrupted");
                } catch (KernelEndedException | Cancelled expected) {
                  events.add("ended");
                }
              });
      run(() -> {
        door.set(EntryPoint.open());
        opened.countDown();
        for (int i = 0; i < 20; i++) {
          yieldNow();
        }
      });
      caller.join();
    }
    assertThat(events).hasSize(50).containsOnly("ended");
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void a_failure_that_a_cancelled_future_cannot_tell_is_reported() throws Exception {
    try (var log = new LogCapture()) {
      run(() -> {
        var begun = new CountDownLatch(1);
        var failing = new CountDownLatch(1);
        try (var door = EntryPoint.open()) {
          CompletableFuture<String> future =
              door.submit(() -> {
                try {
                  begun.countDown();
                  sleep(LONG);
                } finally {
                  failing.countDown();
                  failWith(new IllegalStateException("clean-up failed"));
                }
                return "unreached";
              });
          begun.await();
          future.cancel(true);
          failing.await();
        }
      });
      assertThat(log.records())
          .singleElement()
          .satisfies(report -> assertThat(report.getThrown()).hasMessage("clean-up failed"));
    }
  }

  private static void failWith(RuntimeException failure) {
    throw failure;
  }
}
