package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.Semaphore;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A deadlock is reported if all tasks wait and nothing can wake any of them, and only then. */
class DeadlockTest {
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final WaitQueue queue = new WaitQueue();
  private final CountDownLatch idle = new CountDownLatch(1);

  private void waitForEver() {
    Coroutine.trap(new WaitOn(queue));
  }

  private void wakeMain() {
    Coroutine.trap(new Wake(queue, 1));
  }

  private static void runWithoutDevices(AsyncRunnable<Exception> main) throws Exception {
    run(Kernels.of("none"), main);
  }

  /** Runs an action as soon as the kernel, which has no devices, waits. */
  private static Thread whenIdle(Runnable action) {
    return Thread.ofPlatform()
        .start(() -> {
          Threads.await(
              "a kernel waits",
              () ->
                  Thread.getAllStackTraces().entrySet().stream()
                      .filter(thread -> thread.getKey().getName().matches("gonzo-kernel-\\d+"))
                      .anyMatch(thread ->
                          List.of(thread.getValue()).stream()
                              .anyMatch(frame ->
                                  frame.getClassName().equals(NoDevices.class.getName()))));
          action.run();
        });
  }

  @Test
  void the_cancellations_of_a_deadlock_have_its_report_as_their_cause() {
    var causes = new ArrayList<Throwable>();
    AsyncRunnable<Exception> waiting =
        () -> {
          try {
            waitForEver();
          } catch (Cancelled cancelled) {
            causes.add(cancelled.getCause());
            throw cancelled;
          }
        };
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              var _ = spawn("other", waiting);
              waiting.run();
            }))
        .satisfies(report -> assertThat(causes).containsExactly(report, report));
  }

  @Test
  // docs/edges.md: H10
  void a_dining_table_that_deadlocks_is_told_with_the_forks_and_the_cycle() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              var forks = List.of(Lock.of("fork 0"), Lock.of("fork 1"), Lock.of("fork 2"));
              try (var table = TaskGroup.<Void>open()) {
                for (int seat = 0; seat < 3; seat++) {
                  Lock left = forks.get(seat);
                  Lock right = forks.get((seat + 1) % 3);
                  table.spawn(
                      "philosopher " + seat,
                      () -> {
                        try (var _ = left.acquire()) {
                          yieldNow();
                          try (var _ = right.acquire()) {
                            throw new AssertionError("a philosopher eats");
                          }
                        }
                      });
                }
                table.join();
              }
            }))
        .withMessageContaining("philosopher 1 waits for Lock fork 2[held by philosopher 2, 1 wait]")
        .withMessageContaining(
            "the cycle: philosopher 0 -> philosopher 1 -> philosopher 2 -> philosopher 0");
  }

  @Test
  void a_cycle_through_the_readers_of_a_lock_is_found() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              var book = ReadWriteLock.of("book");
              var pen = Semaphore.of("pens", 1);
              var writer =
                  spawn(
                      "writer",
                      () -> {
                        try (var _ = pen.acquire()) {
                          yieldNow();
                          try (var _ = book.write()) {
                            throw new AssertionError("a scribe writes");
                          }
                        }
                      });
              var reader =
                  spawn(
                      "reader",
                      () -> {
                        try (var _ = book.read()) {
                          yieldNow();
                          try (var _ = pen.acquire()) {
                            throw new AssertionError("a note was taken");
                          }
                        }
                      });
              writer.join();
              reader.join();
            }))
        .withMessageContaining(
            "reader waits for Semaphore pens[0 of 1 free, held by writer, 1 wait]")
        .withMessageContaining("the cycle: writer -> reader -> writer");
  }

  @Test
  // docs/edges.md: H10
  void the_report_names_the_tasks_their_places_and_the_cycle() {
    var second = new AtomicReference<Task<?>>();
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              var first = spawn("first", () -> second.get().join());
              second.set(spawn("second", () -> first.join()));
              waitForEver();
            }))
        .satisfies(deadlock ->
            assertThat(deadlock.getMessage().lines())
                .startsWith("every task waits, and nothing can ever wake one:")
                .contains("  main waits at WaitOn")
                .contains("  first waits for second to end")
                .contains("  second waits for first to end")
                .anyMatch(line ->
                    line.matches(
                        "      at .*DeadlockTest\\.waitForEver\\(DeadlockTest.java:\\d+\\)"))
                .anyMatch(line -> line.contains("lambda$the_report_names"))
                .endsWith("  the cycle: first -> second -> first"));
  }

  @Test
  void a_long_report_is_cut() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              for (int i = 0; i < 50; i++) {
                var _ = spawn(this::waitForEver);
              }
              waitForEver();
            }))
        .withMessageEndingWith("and 31 more");
  }

  @Test
  @Tag("realTime")
  void clean_up_runs_and_may_suspend_before_it_is_thrown() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              try {
                waitForEver();
              } catch (Cancelled cancelled) {
                events.add(cancelled.reason());
                throw cancelled;
              } finally {
                sleep(Duration.ofMillis(1));
                events.add("cleaned up");
              }
            }));
    assertThat(events).containsExactly("deadlock", "cleaned up");
  }

  @Tag("realTime")
  @Test
  void a_clean_up_that_waits_for_ever_too_is_left_alone() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              try {
                waitForEver();
              } finally {
                waitForEver();
              }
            }));
    assertThat(Threads.alive("gonzo-kernel-")).isZero();
  }

  @Test
  void a_task_that_joins_itself_by_the_trap_alone_is_one() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              var self = new AtomicReference<Task<?>>();
              self.set(spawn("self", () -> Coroutine.trap(new Join<>(self.get()))));
              self.get().join();
            }))
        .withMessageEndingWith("the cycle: self -> self");
  }

  @Test
  void one_that_joins_a_cycle_is_not_part_of_it() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              var second = new AtomicReference<Task<?>>();
              var first = spawn("first", () -> second.get().join());
              second.set(spawn("second", () -> first.join()));
              first.join();
            }))
        .withMessageEndingWith("the cycle: first -> second -> first");
  }

  @Test
  void a_sleeping_task_may_wake_the_others() throws Exception {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          var sleeper =
              spawn(() -> {
                sleep(Duration.ofDays(1));
                wakeMain();
              });
          waitForEver();
          sleeper.join();
        });
  }

  @Tag("realTime")
  @Test
  void an_open_entry_point_may_wake_them() throws Exception {
    var door = new AtomicReference<EntryPoint>();
    var caller =
        whenIdle(() ->
            door.get()
                .call(() -> {
                  wakeMain();
                  return null;
                }));
    runWithoutDevices(() -> {
      door.set(EntryPoint.open());
      waitForEver();
      events.add("woken");
    });
    caller.join();
    assertThat(events).containsExactly("woken");
  }

  @Test
  void a_closed_entry_point_is_none() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              EntryPoint.open().close();
              waitForEver();
            }));
  }

  @Tag("realTime")
  @Test
  void a_worker_thread_may_wake_them() throws Exception {
    var releaser = whenIdle(idle::countDown);
    runWithoutDevices(() -> {
      var worker =
          spawn(() -> {
            runInThread(() -> {
              idle.await();
              return null;
            });
            wakeMain();
          });
      waitForEver();
      worker.join();
    });
    releaser.join();
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void a_foreign_block_may_end_and_wake_them() throws Exception {
    var items = new LinkedBlockingQueue<String>();
    var feeder = whenIdle(() -> items.add("item"));
    runWithoutDevices(() -> {
      var taker =
          spawn(() -> {
            events.add(items.take());
            wakeMain();
          });
      waitForEver();
      taker.join();
    });
    feeder.join();
    assertThat(events).containsExactly("item");
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void a_guest_may_wake_them_and_when_the_last_has_ended_it_is_one() throws Exception {
    var releaser =
        whenIdle(() -> {
          events.add("idle");
          idle.countDown();
        });
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            runWithoutDevices(() -> {
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      idle.await();
                    } catch (InterruptedException unexpected) {
                      events.add("interrupted");
                    }
                  });
              try {
                waitForEver();
              } finally {
                events.add("cancelled");
              }
            }));
    releaser.join();
    assertThat(events).containsExactly("idle", "cancelled");
  }
}
