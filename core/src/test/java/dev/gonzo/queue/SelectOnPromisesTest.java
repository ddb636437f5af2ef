package dev.gonzo.queue;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.queue.ChannelTest.inVirtualTime;
import static dev.gonzo.queue.Select.after;
import static dev.gonzo.queue.Select.otherwise;
import static dev.gonzo.queue.Select.select;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlockException;
import dev.gonzo.Gonzo;
import dev.gonzo.KernelEndedException;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Promise;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a select on promises, events and tasks does where threads and several kernels meet. */
class SelectOnPromisesTest {
  private static void awaitWaiters(Promise<?> promise, int count) {
    while (promise.waiting().size() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_thread_selects_universal_promises_and_events() throws Exception {
    Promise<String> value = Promise.universal();
    Promise<String> silent = Promise.universal();
    Event event = Event.universal();
    var got = new AtomicReference<String>();
    Thread chooser =
        Thread.ofPlatform()
            .start(() ->
                got.set(
                    select(
                        silent.onValue(item -> item),
                        event.onSet(() -> "set"),
                        value.onValue(item -> "value " + item))));
    awaitWaiters(silent, 1);
    Gonzo.run(() -> value.complete("there"));
    chooser.join();
    assertThat(got.get()).isEqualTo("value there");
    assertThat(silent.waiting()).isEmpty();
    assertThat(event.waiting()).isEmpty();
    assertThat(select(silent.onValue(item -> item), otherwise(() -> "none"))).isEqualTo("none");
  }

  @Test
  void a_thread_cannot_select_what_is_local() {
    Task<String> task = run(() -> spawn(() -> "done"));
    Promise<String> local = run(() -> Promise.<String>of());
    Promise<String> universal = Promise.universal();
    assertThatThrownBy(() -> select(universal.onValue(item -> item), task.onJoin(item -> item)))
        .isInstanceOf(OutsideKernelException.class);
    assertThatThrownBy(() -> select(universal.onValue(item -> item), local.onValue(item -> item)))
        .isInstanceOf(OutsideKernelException.class);
    assertThat(universal.waiting()).isEmpty();
  }

  @Test
  void of_a_task_and_a_universal_promise_either_ends_the_wait() throws Exception {
    Promise<String> never = Promise.universal();
    Promise<String> value = Promise.universal();
    run(() -> {
      Event go = Event.of();
      Task<String> task =
          spawn(
              "worker",
              () -> {
                go.await();
                return "done";
              });
      Task<String> chooser =
          spawn(() -> select(never.onValue(item -> item), task.onJoin(item -> "joined " + item)));
      yieldNow();
      assertThat(never.waiting()).containsExactly(chooser.name());
      go.set();
      assertThat(chooser.join()).isEqualTo("joined done");
      assertThat(never.waiting()).isEmpty();

      go.clear();
      Task<String> slow =
          spawn(() -> {
            go.await();
            return "slow";
          });
      Thread thread =
          Thread.ofPlatform()
              .unstarted(() -> {
                awaitWaiters(value, 1);
                value.complete("there");
              });
      thread.start();
      String chosen = select(slow.onJoin(item -> item), value.onValue(item -> "value " + item));
      assertThat(chosen).isEqualTo("value there");
      Task<String> cancelled =
          spawn(() -> select(never.onValue(item -> item), slow.onJoin(item -> item)));
      yieldNow();
      cancelled.cancel();
      assertThat(never.waiting()).isEmpty();
      go.set();
      assertThat(slow.join()).isEqualTo("slow");
    });
  }

  @Test
  void an_interrupted_thread_leaves_nothing_behind() throws Exception {
    Promise<String> never = Promise.universal();
    var met = new AtomicReference<Throwable>();
    Thread chooser =
        Thread.ofPlatform()
            .start(() -> met.set(catchThrowable(() -> select(never.onValue(item -> item)))));
    awaitWaiters(never, 1);
    chooser.interrupt();
    chooser.join();
    assertThat(met.get()).isInstanceOf(Cancelled.class);
    assertThat(never.waiting()).isEmpty();
  }

  @Test
  void a_thread_hears_that_the_kernel_of_the_promise_has_ended() throws Exception {
    var promise = new AtomicReference<Promise<String>>();
    var made = new CountDownLatch(1);
    var met = new AtomicReference<Throwable>();
    Thread chooser =
        Thread.ofPlatform()
            .start(() ->
                met.set(
                    catchThrowable(() -> {
                      made.await();
                      select(promise.get().onValue(item -> item));
                    })));
    run(() -> {
      promise.set(Promise.universal());
      made.countDown();
      while (promise.get().waiting().isEmpty()) {
        yieldNow();
      }
    });
    chooser.join();
    assertThat(met.get()).isInstanceOf(KernelEndedException.class);
  }

  @Test
  void a_thousand_rounds_of_a_losing_clause_leave_no_waiter() throws Exception {
    inVirtualTime(() -> {
      Promise<String> never = Promise.of();
      Task<?> idle = Gonzo.spawnDaemon("idle", () -> never.await());
      yieldNow();
      for (int round = 0; round < 1000; round++) {
        String late =
            select(
                never.onValue(item -> item),
                idle.onEnd(_ -> "ended"),
                after(ofSeconds(1), () -> "late"));
        assertThat(late).isEqualTo("late");
      }
      assertThat(never.waiting()).containsExactly("idle");
    });
  }

  @Test
  void the_end_and_the_limit_in_one_instant_choose_one_and_lose_nothing() throws Exception {
    inVirtualTime(() -> {
      for (int round = 0; round < 2; round++) {
        boolean taskFirst = round == 0;
        var tasks = new ArrayList<Task<String>>();
        if (taskFirst) {
          tasks.add(spawn(SelectOnPromisesTest::afterSecond));
          yieldNow();
        }
        Task<String> holder =
            spawn(() -> {
              if (!taskFirst) {
                tasks.add(spawn(SelectOnPromisesTest::afterSecond));
              }
              return select(
                  tasks.getFirst().onJoin(item -> item), after(ofSeconds(1), () -> "late"));
            });
        assertThat(holder.join()).isIn("done", "late");
        assertThat(tasks.getFirst().join()).isEqualTo("done");
      }
    });
  }

  private static String afterSecond() {
    sleep(ofSeconds(1));
    return "done";
  }

  @Test
  @Tag("realTime") // a deadlock is found when no timer is left
  void the_report_of_a_deadlock_names_all_that_is_waited_for() {
    assertThatThrownBy(() ->
            inVirtualTime(() -> {
              Promise<String> never = Promise.of("address");
              Task<?> stuck = spawn("stuck", () -> never.await());
              select(never.onValue(item -> item), stuck.onEnd(_ -> "ended"));
            }))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("one of [Promise address[not yet, 2 wait], the end of stuck[not yet");
  }
}
