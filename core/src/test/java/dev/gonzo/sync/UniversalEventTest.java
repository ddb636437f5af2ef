package dev.gonzo.sync;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.KernelEndedException;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Threads;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One event and one promise between tasks of several kernels, threads and callbacks. */
@Timeout(300)
@Tag("realTime")
class UniversalEventTest {
  private static <T> FutureTask<T> inThread(Callable<T> body) {
    var future = new FutureTask<>(body);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  @Test
  void a_task_waits_for_a_thread_and_a_thread_for_a_task() throws Exception {
    var there = Event.universal();
    var back = Event.universal();
    var thread =
        inThread(() -> {
          there.await();
          back.set();
          return "ended";
        });
    run(() -> {
      there.set();
      back.await();
    });
    assertThat(thread.get()).isEqualTo("ended");
    assertThat(there.isSet()).isTrue();
  }

  @Test
  // docs/edges.md: E16
  void a_promise_that_a_callback_completes_is_awaited_by_two_kernels_and_a_virtual_thread()
      throws Exception {
    var promise = Promise.<String>universal();
    var first = inThread(() -> run(promise::await));
    var second = inThread(() -> run(promise::await));
    var third = new FutureTask<>(promise::await);
    Thread.ofVirtual().start(third);
    Threads.await("all three wait", () -> promise.waiting().size() == 3);
    Executor elsewhere = task -> Thread.ofPlatform().start(task);
    var callback =
        CompletableFuture.supplyAsync(() -> "value", elsewhere).thenAccept(promise::complete);
    assertThat(first.get()).isEqualTo("value");
    assertThat(second.get()).isEqualTo("value");
    assertThat(third.get()).isEqualTo("value");
    callback.get();
  }

  @Test
  void one_made_inside_a_kernel_ends_with_it() throws Exception {
    var event = new AtomicReference<Event>();
    var promise = new AtomicReference<Promise<String>>();
    var made = new CountDownLatch(1);
    var thread =
        inThread(() -> {
          made.await();
          event.get().await();
          return "never";
        });
    run(() -> {
      event.set(Event.universal());
      promise.set(Promise.universal());
      made.countDown();
      Threads.await("it waits", () -> event.get().waiting().size() == 1);
    });
    assertThatThrownBy(thread::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(KernelEndedException.class);
    assertThatThrownBy(promise.get()::await).isInstanceOf(KernelEndedException.class);
    assertThat(promise.get().tryComplete("late")).isFalse();
    assertThatThrownBy(() -> promise.get().complete("late"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_interrupted_thread_leaves_with_a_cancellation_and_keeps_its_flag() throws Exception {
    var event = Event.universal();
    var flag = new AtomicReference<Boolean>();
    var waiting =
        new FutureTask<>(() -> {
          try {
            event.await();
            return "set";
          } catch (Cancelled cancelled) {
            flag.set(Thread.currentThread().isInterrupted());
            return "cancelled";
          }
        });
    Thread thread = Thread.ofPlatform().start(waiting);
    Threads.await("it waits", () -> event.waiting().size() == 1);
    thread.interrupt();
    assertThat(waiting.get()).isEqualTo("cancelled");
    assertThat(flag).hasValue(true);
    assertThat(event.waiting()).isEmpty();
  }

  @Test
  void a_local_one_outside_a_kernel_says_that_it_belongs_inside() {
    var event = Event.of();
    var promise = Promise.<String>of();
    assertThatThrownBy(event::set).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(event::clear).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(event::close).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(event::await).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(() -> promise.complete("x")).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(() -> Lock.of().tryAcquire()).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(() -> Lock.of().release()).isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(() -> Semaphore.of(1).tryAcquire())
        .isInstanceOf(OutsideKernelException.class);
  }

  @Test
  void one_that_is_done_or_closed_binds_no_task_any_more() {
    run(() -> {
      for (int i = 0; i < 100; i++) {
        Promise.<Integer>universal().complete(i);
        Event.universal().close();
      }
      yieldNow();
      yieldNow();
      assertThat(dev.gonzo.Task.tree().lines().count()).isLessThan(3);
    });
  }

  @Test
  void of_a_hundred_who_race_to_complete_it_exactly_one_does_and_all_see_the_same() {
    for (int round = 0; round < 200; round++) {
      var promise = Promise.<Integer>universal();
      var winners = new AtomicInteger();
      var go = new CountDownLatch(1);
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    go.await();
                  } catch (InterruptedException never) {
                    throw new AssertionError(never);
                  }
                  if (promise.tryComplete(number)) {
                    winners.incrementAndGet();
                  }
                }));
      }
      run(() -> {
        var first = spawn(promise::await);
        var second = spawn(promise::await);
        yieldNow();
        go.countDown();
        assertThat(first.join()).isEqualTo(second.join()).isEqualTo(promise.await());
      });
      threads.forEach(thread -> Threads.await("it ends", () -> !thread.isAlive()));
      assertThat(winners).hasValue(1);
    }
  }

  @Test
  void a_deadline_that_races_a_thread_leaves_either_the_event_or_the_deadline() {
    var event = Event.universal();
    run(() -> {
      for (int i = 0; i < 300; i++) {
        var setter = Thread.ofVirtual().unstarted(event::set);
        setter.start();
        boolean seen = ignoreAfter(Duration.ofNanos(i * 300L), event::await);
        event.await();
        assertThat(event.waiting()).isEmpty();
        assertThat(seen || event.isSet()).isTrue();
        Threads.await("it ends", () -> !setter.isAlive());
        event.clear();
      }
    });
  }

  private static int living() {
    return Coroutine.trap(new ListTasks()).size();
  }

  @Test
  void what_others_have_completed_or_everybody_forgot_leaves_no_task_behind() throws Exception {
    run(() -> {
      int before = living();
      for (int i = 0; i < 100; i++) {
        var promise = Promise.<String>universal();
        boolean first = runInThread(() -> promise.tryComplete("by a thread"));
        assertThat(first).isTrue();
      }
      assertThat(living()).as("tasks of completed ones").isLessThan(before + 10);
      for (int i = 0; i < 100; i++) {
        Event _ = Event.universal();
      }
      Threads.await(
          "tasks of forgotten ones",
          () -> {
            System.gc();
            yieldNow();
            Promise.universal().close();
            return living() < before + 20;
          });
    });
  }
}
