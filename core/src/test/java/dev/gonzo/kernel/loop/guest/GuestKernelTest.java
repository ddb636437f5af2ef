package dev.gonzo.kernel.loop.guest;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.suspendUntil;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.ChildJvm;
import dev.gonzo.DeadlockException;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Resumer;
import dev.gonzo.Threads;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.SetClock;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A kernel without its own thread, stepped by the test. */
@Timeout(300)
class GuestKernelTest {
  private final SetClock clock = new SetClock();
  private final AtomicInteger wakes = new AtomicInteger();
  private final GuestKernel kernel =
      GuestLoop.hosted(clock, new NoDevices(), wakes::incrementAndGet);

  /**
   * Steps on another thread, because this thread would count as a kernel's thread in all later
   * tests.
   */
  @AfterEach
  void the_kernel_ends() {
    var ended = kernel.close();
    while (!ended.isDone()) {
      Duration _ = stepAll();
    }
  }

  /** Steps until there is nothing to do, and returns when there will be something. */
  private Duration stepAll() {
    while (true) {
      var pause = kernel.step(10).orElse(null);
      if (pause == null || !pause.isZero()) {
        return pause;
      }
    }
  }

  // ---------------------------------------------------------------- stepping

  @Test
  void nothing_runs_before_the_first_step_and_all_runs_on_the_thread_that_steps() {
    var places = new ArrayList<String>();
    var end =
        kernel.start(() -> {
          places.add(Thread.currentThread().isVirtual() ? "a task" : "a thread");
          return "the end";
        });
    var _ = end.thenRun(() -> places.add(Thread.currentThread().getName()));
    assertThat(wakes).hasValue(1);
    assertThat(places).isEmpty();
    assertThat(kernel.step(10)).isEmpty();
    assertThat(end).isCompletedWithValue("the end");
    assertThat(places).containsExactly("a task", Thread.currentThread().getName());
    assertThat(kernel.isDone()).isTrue();
    assertThat(kernel.step(10)).isEmpty();
  }

  @Test
  void a_step_tells_how_long_nothing_will_be_ready_by_itself() {
    var end =
        kernel.start(() -> {
          sleep(Duration.ofSeconds(5));
          return "slept";
        });
    assertThat(stepAll()).isEqualTo(Duration.ofSeconds(5));
    clock.forward(Duration.ofSeconds(2).toNanos());
    assertThat(stepAll()).isEqualTo(Duration.ofSeconds(3));
    clock.forward(Duration.ofSeconds(3).toNanos());
    assertThat(stepAll()).isNull();
    assertThat(end).isCompletedWithValue("slept");
    assertThat(wakes).hasValue(1);
  }

  @Test
  void a_step_takes_as_many_turns_as_it_is_given_and_tells_that_more_is_ready() {
    var turns = new AtomicInteger();
    var _ =
        kernel.start(() -> {
          while (true) {
            turns.incrementAndGet();
            yieldNow();
          }
        });
    assertThat(kernel.step(7)).contains(Duration.ZERO);
    assertThat(turns).hasValue(7);
    assertThat(kernel.step(3)).contains(Duration.ZERO);
    assertThat(turns).hasValue(10);
  }

  private static int answer(List<Resumer<Integer>> resumers) {
    return dev.gonzo.Gonzo.<Integer, RuntimeException>suspendUntil(resumers::add);
  }

  @Test
  void whoever_wakes_a_task_wakes_the_host_once_until_it_steps() throws Exception {
    var resumers = new ArrayList<Resumer<Integer>>();
    var end =
        kernel.start(() -> {
          var tasks =
              List.of(
                  spawn(() -> answer(resumers)),
                  spawn(() -> answer(resumers)),
                  spawn(() -> answer(resumers)));
          int sum = 0;
          for (var task : tasks) {
            sum += task.join();
          }
          return sum;
        });
    assertThat(stepAll()).isNull();
    wakes.set(0);
    var callers = new ArrayList<Thread>();
    for (var resumer : resumers) {
      callers.add(Thread.ofPlatform().start(() -> resumer.resume(7)));
    }
    for (var caller : callers) {
      caller.join();
    }
    assertThat(wakes).hasValue(1);
    assertThat(stepAll()).isNull();
    assertThat(end).isCompletedWithValue(21);
  }

  @Test
  void a_step_that_does_nothing_does_not_swallow_the_wake_up_to_come() throws Exception {
    kernel.wake();
    assertThat(kernel.step(1)).isEmpty(); // it has not begun
    assertThat(wakes).hasValue(1);
    var end = kernel.start(() -> "begun");
    assertThat(wakes).hasValue(2);
    assertThat(stepAll()).isNull();
    assertThat(end).isCompletedWithValue("begun");
  }

  @Test
  void a_driver_that_asks_for_a_step_again_and_again_gets_one() {
    kernel.start();
    stepAll();
    wakes.set(0);
    kernel.wake();
    kernel.wake();
    assertThat(wakes).hasValue(1);
    stepAll();
    kernel.wake();
    assertThat(wakes).hasValue(2);
  }

  @Test
  void two_threads_do_not_step_at_once() throws Exception {
    var inside = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var end =
        kernel.start(() -> {
          inside.countDown();
          while (leave.getCount() > 0) {
            Thread.onSpinWait(); // keeps the turn
          }
          return null;
        });
    var first = Thread.ofPlatform().name("first").start(() -> kernel.step(10));
    inside.await();
    assertThatThrownBy(() -> kernel.step(10))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("first is stepping this kernel");
    leave.countDown();
    first.join();
    assertThat(end).isCompleted();
  }

  @Test
  void a_task_cannot_step_the_kernel_that_runs_it() {
    var end = kernel.start(() -> kernel.step(10));
    stepAll();
    assertThat(end)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessageContaining("step(...) is for ordinary threads");
  }

  @Test
  void a_loop_inside_a_step_finds_nothing_to_do() {
    var inner = new AtomicReference<Object>();
    var end = kernel.start(() -> "the end");
    var _ = end.thenRun(() -> inner.set(kernel.step(10)));
    stepAll();
    assertThat(inner.get()).isEqualTo(Optional.empty());
  }

  @Test
  void the_stepping_thread_can_change() throws Exception {
    var end =
        kernel.start(() -> {
          yieldNow();
          yieldNow();
          return "two threads";
        });
    var other = Thread.ofPlatform().start(() -> kernel.step(1));
    other.join();
    stepAll();
    assertThat(end).isCompletedWithValue("two threads");
  }

  /** A host that steps inside a synchronized block, and outside. */
  static final class Holding {
    public static void main(String[] arguments) {
      var kernel = GuestLoop.hosted(Clock.system(), new NoDevices(), () -> {});
      var end = kernel.start(() -> "done");
      synchronized (kernel) {
        try {
          var _ = kernel.step(1);
          System.out.println("not refused");
        } catch (IllegalStateException refused) {
          System.out.println(refused.getMessage().replaceFirst("@\\p{XDigit}+", ""));
        }
      }
      while (!kernel.isDone()) {
        var _ = kernel.step(1);
      }
      System.out.println(end.join());
    }
  }

  @Tag("realTime")
  @Test
  void under_debug_a_host_that_holds_a_monitor_is_refused_and_can_go_on() throws Exception {
    var ended = ChildJvm.run(Holding.class, "-Dgonzo.debug=true");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .containsExactly(
            "a coroutine is driven by a thread that holds the monitor of"
                + " dev.gonzo.kernel.loop.guest.GuestLoop: leave the synchronized block first",
            "done");
  }

  @Tag("realTime")
  @Test
  void a_host_with_devices_of_its_own_gets_no_thread() {
    long before = Threads.alive("gonzo-");
    kernel.start();
    var _ = kernel.spawn(() -> suspendUntil(_ -> {}));
    stepAll();
    assertThat(Threads.alive("gonzo-")).isEqualTo(before);
  }

  // ---------------------------------------------------------------- tasks from the host

  @Test
  void what_the_host_hands_in_runs_beside_the_program() {
    var heard = Event.of();
    var end =
        kernel.start(() -> {
          heard.await();
          return "heard";
        });
    var said =
        kernel.spawn(() -> {
          heard.set();
          return "said";
        });
    stepAll();
    assertThat(said).isCompletedWithValue("said");
    assertThat(end).isCompletedWithValue("heard");
  }

  @Test
  void a_call_that_fails_tells_so_by_its_future_and_disturbs_nobody() {
    kernel.start();
    var failed =
        kernel.spawn(() -> {
          throw new IOException("gone");
        });
    stepAll();
    assertThat(failed)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IOException.class)
        .withMessage("gone");
    assertThat(kernel.spawn(() -> "next")).isNotDone();
    assertThat(kernel.isDone()).isFalse();
  }

  @Test
  void cancelling_the_future_of_a_call_cancels_its_task() {
    kernel.start();
    var met = new AtomicReference<String>();
    var call =
        kernel.spawn(() -> {
          try {
            sleep(Duration.ofDays(1));
          } catch (Cancelled cancelled) {
            met.set(cancelled.reason());
            throw cancelled;
          }
          return null;
        });
    stepAll();
    wakes.set(0);
    call.cancel(true);
    assertThat(wakes).hasValue(1);
    stepAll();
    assertThat(met).hasValue("its future was cancelled");
  }

  @Test
  void a_call_comes_too_late_for_a_kernel_that_has_ended() {
    var end = kernel.start(() -> "the end");
    stepAll();
    assertThat(end).isCompleted();
    assertThat(kernel.spawn(() -> "too late"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(KernelEndedException.class);
  }

  @Tag("realTime")
  @Test
  void calls_from_many_threads_while_the_kernel_ends_are_run_or_refused_and_none_is_lost()
      throws Exception {
    kernel.start();
    stepAll();
    var calls = Collections.synchronizedList(new ArrayList<CompletableFuture<String>>());
    var callers = new ArrayList<Thread>();
    for (int i = 0; i < 4; i++) {
      callers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int call = 0; call < 500; call++) {
                  calls.add(kernel.spawn(() -> "run"));
                }
              }));
    }
    Threads.await("some calls", () -> calls.size() > 100);
    kernel.close();
    while (!kernel.isDone()) {
      var _ = kernel.step(1_000);
    }
    for (var caller : callers) {
      caller.join();
    }
    assertThat(calls).hasSize(2_000).allMatch(CompletableFuture::isDone);
  }

  @Test
  void what_is_handed_in_first_begins_a_kernel_without_a_program() {
    var call = kernel.spawn(() -> "first");
    assertThat(wakes).hasValue(1);
    stepAll();
    assertThat(call).isCompletedWithValue("first");
    assertThat(kernel.isDone()).isFalse();
    assertThatThrownBy(() -> kernel.start(() -> null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has begun");
  }

  // ---------------------------------------------------------------- ending

  @Test
  void closing_cancels_all_and_is_done_when_their_clean_up_is() {
    kernel.start();
    var cleaned = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      var _ =
          kernel.spawn(() -> {
            try {
              sleep(Duration.ofDays(1));
            } finally {
              sleep(Duration.ofSeconds(1));
              cleaned.incrementAndGet();
            }
            return null;
          });
    }
    stepAll();
    wakes.set(0);
    var closed = kernel.close();
    assertThat(wakes).hasValue(1);
    assertThat(stepAll()).isEqualTo(Duration.ofSeconds(1));
    assertThat(closed).isNotDone();
    clock.forward(Duration.ofSeconds(1).toNanos());
    assertThat(stepAll()).isNull();
    assertThat(closed).isCompleted();
    assertThat(cleaned).hasValue(3);
    assertThat(kernel.isDone()).isTrue();
    assertThat(kernel.close()).isCompleted();
  }

  @Test
  void one_that_never_began_is_closed_by_one_step() {
    var closed = kernel.close();
    assertThat(wakes).hasValue(1);
    stepAll();
    assertThat(closed).isCompleted();
    assertThatThrownBy(() -> kernel.start(() -> null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has begun");
  }

  @Test
  void cancelling_the_programs_future_cancels_its_main_task() {
    var met = new AtomicReference<String>();
    var end =
        kernel.start(() -> {
          try {
            sleep(Duration.ofDays(1));
          } catch (Cancelled cancelled) {
            met.set(cancelled.reason());
          }
          return null;
        });
    stepAll();
    end.cancel(true);
    stepAll();
    assertThat(met).hasValue("its future was cancelled");
    assertThat(kernel.isDone()).isTrue();
  }

  @Test
  void a_program_that_can_never_go_on_ends_as_a_deadlock() {
    var end =
        kernel.start(() -> {
          Event.of().await();
          return null;
        });
    stepAll();
    assertThat(end)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(DeadlockException.class);
  }

  @Test
  void tasks_that_wait_for_what_the_host_may_still_hand_in_are_no_deadlock() {
    var event = Event.of();
    kernel.start();
    var waiting =
        kernel.spawn(() -> {
          event.await();
          return "woken";
        });
    assertThat(stepAll()).isNull();
    assertThat(waiting).isNotDone();
    var _ =
        kernel.spawn(() -> {
          event.set();
          return null;
        });
    stepAll();
    assertThat(waiting).isCompletedWithValue("woken");
  }

  @Tag("realTime")
  @Test
  // docs/edges.md: G15
  void a_host_that_cannot_be_woken_is_reported_and_whoever_wakes_goes_on() {
    var deaf =
        GuestLoop.hosted(
            clock,
            new NoDevices(),
            () -> {
              throw new IllegalStateException("the window is closed");
            });
    try (var log = new dev.gonzo.LogCapture()) {
      deaf.start();
      assertThat(log.messages()).containsExactly("the guest's host cannot be woken");
    }
  }

  @Tag("realTime")
  @Test
  void a_wake_up_that_the_host_refused_is_not_counted() {
    var refuses = new AtomicBoolean(true);
    var reluctant =
        GuestLoop.hosted(
            clock,
            new NoDevices(),
            () -> {
              if (refuses.get()) {
                throw new RejectedExecutionException("the queue is full");
              }
              wakes.incrementAndGet();
            });
    try (var log = new dev.gonzo.LogCapture()) {
      reluctant.start();
      assertThat(log.messages()).hasSize(1);
    }
    refuses.set(false);
    reluctant.wake();
    assertThat(wakes).hasValue(1);
    reluctant.abandon("the test is over");
  }

  @Test
  void when_the_host_has_ended_all_that_waits_for_its_guest_fails() throws Exception {
    var cleanedUp = new AtomicBoolean();
    var end =
        kernel.start(() -> {
          try {
            sleep(Duration.ofDays(1));
          } finally {
            cleanedUp.set(true);
          }
          return "never";
        });
    var called = kernel.spawn(() -> "never begun");
    Duration _ = stepAll();
    var waiting = kernel.spawn(() -> answer(new ArrayList<>()));
    Duration _ = stepAll();
    kernel.abandon("the loop is gone: close() first");
    kernel.abandon("a second time");
    assertThat(kernel.isDone()).isTrue();
    assertThat(called).isCompletedWithValue("never begun");
    assertThatThrownBy(end::join)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("the loop is gone: close() first");
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(KernelEndedException.class);
    assertThat(kernel.spawn(() -> "too late")).isCompletedExceptionally();
    assertThat(kernel.close()).isDone();
    assertThat(kernel.step(1)).isEmpty();
    assertThat(cleanedUp).isFalse();
  }

  @Test
  void a_kernel_that_is_abandoned_before_it_has_begun_begins_no_more() {
    kernel.abandon("the loop is gone");
    assertThatThrownBy(() -> kernel.start(() -> "never")).isInstanceOf(IllegalStateException.class);
    assertThat(kernel.spawn(() -> "never")).isCompletedExceptionally();
    assertThat(kernel.close()).isDone();
  }
}
