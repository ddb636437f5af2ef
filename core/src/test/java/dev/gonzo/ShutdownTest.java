package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of a run: its result or exception, and that it leaves nothing behind. */
class ShutdownTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void it_returns_what_main_returns_and_throws_what_main_throws() throws Exception {
    assertThat(Gonzo.<String, RuntimeException>run(() -> "value")).isEqualTo("value");
    assertThat(Gonzo.<Object, RuntimeException>run(() -> null)).isNull();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            run(() -> {
              throw new IOException("gone");
            }))
        .withMessage("gone");
  }

  @Test
  void the_remaining_tasks_are_cancelled_at_once_and_awaited() throws Exception {
    var clock = new VirtualClock();
    run(
        Kernels.of("none", clock),
        () -> {
          for (int i = 0; i < 4; i++) {
            int number = i;
            var _ =
                spawn(() -> {
                  try {
                    sleep(Duration.ofDays(1));
                  } catch (Cancelled cancelled) {
                    events.add(number + ": " + cancelled.reason());
                    throw cancelled;
                  } finally {
                    sleep(Duration.ofHours(1));
                    events.add(number + " cleaned up at " + Moment.now().sinceOrigin());
                  }
                });
          }
          yieldNow();
          events.add("main ends");
        });
    assertThat(events.getFirst()).isEqualTo("main ends");
    assertThat(events.subList(1, 5))
        .containsExactly(
            "0: the main task has ended",
            "1: the main task has ended",
            "2: the main task has ended",
            "3: the main task has ended");
    assertThat(events.subList(5, 9)).allMatch(event -> event.endsWith("cleaned up at PT1H"));
    assertThat(Duration.ofNanos(clock.nanos())).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_task_that_has_not_begun_runs_to_its_first_checkpoint() {
    run(() -> {
      var _ =
          spawn(() -> {
            events.add("begins");
            try {
              yieldNow();
            } finally {
              events.add("cleans up");
            }
          });
    });
    assertThat(events).containsExactly("begins", "cleans up");
  }

  @Tag("realTime")
  @Test
  void a_task_that_is_spawned_while_it_ends_is_cancelled_too() {
    run(() -> {
      var _ =
          spawn(() -> {
            try {
              sleep(Duration.ofDays(1));
            } finally {
              var _ =
                  spawn(() -> {
                    try {
                      sleep(Duration.ofDays(1));
                    } finally {
                      events.add("the late one cleans up");
                    }
                  });
            }
          });
      yieldNow();
    });
    assertThat(events).containsExactly("the late one cleans up");
  }

  @Tag("scheduler")
  @Test
  void a_daemon_in_a_foreign_block_is_interrupted() {
    run(() -> {
      var _ =
          spawnDaemon(
              "blocked",
              () -> {
                try {
                  new CountDownLatch(1).await();
                } finally {
                  events.add("interrupted");
                }
              });
      yieldNow();
    });
    assertThat(events).containsExactly("interrupted");
  }

  /** Uses all features of a kernel, and leaves everything open. */
  private static void runUntidily() throws Exception {
    run(() -> {
      var listener = Tcp.listen("127.0.0.1", 0);
      var _ = spawn(() -> listener.accept());
      var _ =
          spawnDaemon("client", () -> Tcp.connect("127.0.0.1", listener.localAddress().getPort()));
      runInThread(() -> "work");
      var _ = EntryPoint.open();
      sleep(Duration.ofMillis(1));
    });
  }

  @Tag("realTime")
  @Test
  void no_thread_and_no_descriptor_is_left() throws Exception {
    runUntidily();
    long before = OpenDescriptors.count();
    for (int i = 0; i < 10; i++) {
      runUntidily();
    }
    assertThat(OpenDescriptors.count()).isEqualTo(before);
    assertThat(Threads.alive("gonzo-kernel-")).isZero();
    assertThat(Threads.alive("gonzo-worker-")).isZero();
  }

  @Tag("realTime")
  @Test
  void an_interrupt_of_the_thread_that_called_run_cancels_main() throws Exception {
    var caller = Thread.currentThread();
    assertThatExceptionOfType(Cancelled.class)
        .isThrownBy(() ->
            run(() -> {
              var other = Thread.ofPlatform().start(caller::interrupt);
              try {
                sleep(Duration.ofDays(1));
              } finally {
                sleep(Duration.ofMillis(1));
                other.join();
                events.add("cleaned up");
              }
            }))
        .satisfies(cancelled -> {
          assertThat(cancelled.reason()).isEqualTo("the thread that called run was interrupted");
          assertThat(cancelled.requester()).isEqualTo(caller.getName());
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).containsExactly("cleaned up");
  }

  @Tag("realTime")
  @Test
  void an_interrupt_that_came_before_run_cancels_main_at_its_first_checkpoint() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(Cancelled.class)
        .isThrownBy(() ->
            run(() -> {
              events.add("begins");
              sleep(Duration.ofDays(1));
            }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).containsExactly("begins");
  }

  @Test
  void a_kernel_serves_one_run() throws Exception {
    var kernel = Kernels.of("none");
    run(kernel, () -> {});
    assertThatIllegalStateException()
        .isThrownBy(() -> run(kernel, () -> {}))
        .withMessage("this kernel has run already: a kernel serves one run, so create another");
  }

  @Test
  void run_is_refused_inside_a_task_and_works_in_a_thread_that_a_task_has_started()
      throws Exception {
    run(() -> {
      assertThatIllegalStateException()
          .isThrownBy(() -> run(() -> {}))
          .withMessageContaining("call the body directly, or spawn it");
      runInThread(() -> {
        run(() -> events.add("from a worker"));
        return null;
      });
      var guest = Thread.ofVirtual().start(() -> run(() -> events.add("from a guest")));
      guest.join();
    });
    assertThat(events).containsExactly("from a worker", "from a guest");
  }

  @Test
  void a_monitor_of_the_caller_stays_the_callers() {
    var lock = new Object();
    synchronized (lock) {
      run(() -> {
        assertThat(Thread.holdsLock(lock)).isFalse();
        yieldNow();
      });
      assertThat(Thread.holdsLock(lock)).isTrue();
    }
  }
}
