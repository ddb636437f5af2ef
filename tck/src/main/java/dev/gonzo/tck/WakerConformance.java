package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.EntryPoint;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.ThreadTrap.CloseWaker;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waker;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 5, "Threads": being woken from outside the kernel. */
public abstract class WakerConformance extends Conformance {
  private static final int ROUNDS = 2_000;

  /** Creates the chapter. */
  protected WakerConformance() {
    super(ThreadTrap.class);
  }

  private static Waker open() {
    return Coroutine.trap(new OpenWaker());
  }

  private static void await(Waker waker) {
    Coroutine.trap(new WaitForWaker(waker));
  }

  private static void close(Waker waker) {
    Coroutine.trap(new CloseWaker(waker));
  }

  @Test
  @Specified({"5.1", "5.4"})
  void a_thread_wakes_the_task_that_waits() {
    run(() -> {
      Waker waker = open();
      Thread thread = peers().startThread(waker::wake);
      await(waker);
      close(waker);
      assertThat(thread).isNotNull();
    });
  }

  @Test
  @Specified("5.1")
  void values_of_one_source_arrive_with_their_wake_ups_and_in_their_order() {
    run(() -> {
      Waker waker = open();
      var values = new ConcurrentLinkedQueue<Integer>();
      Thread _ =
          peers()
              .startThread(() -> {
                for (int i = 0; i < 100; i++) {
                  int value = i;
                  waker.deliver(
                      values,
                      () -> {
                        values.add(value);
                        waker.wake();
                      });
                }
              });
      for (int next = 0; next < 100; ) {
        await(waker);
        while (!values.isEmpty()) {
          assertThat(values.remove()).isEqualTo(next++);
        }
      }
      close(waker);
    });
  }

  @Test
  @Specified({"5.1", "5.5"})
  void a_wake_up_that_comes_before_the_wait_is_kept_once() {
    run(() -> {
      Waker waker = open();
      for (int i = 0; i < 100; i++) {
        waker.wake();
      }
      await(waker);
      Task<?> second = spawn(() -> await(waker));
      for (int i = 0; i < 10; i++) {
        yieldNow();
      }
      assertThat(second.state()).isEqualTo(TaskState.SUSPENDED);
      waker.wake();
      Object _ = second.join();
      close(waker);
    });
  }

  @Test
  @Specified({"5.1", "5.5"})
  void a_wake_up_that_the_kernel_has_heard_before_the_wait_is_kept() throws Exception {
    run(() -> {
      Waker waker = open();
      runInThread(() -> {
        waker.wake();
        return null;
      });
      // By then the kernel has handled it.
      Connection.letOthersRun();
      await(waker);
      close(waker);
    });
  }

  @Test
  @Specified("5.1")
  // docs/edges.md: G7
  void no_wake_up_is_lost_between_threads() throws Exception {
    run(() -> {
      Waker waker = open();
      var handed = new SynchronousQueue<Integer>();
      var seen = new AtomicInteger();
      Task<?> waiter =
          spawn(() -> {
            for (int i = 1; i <= ROUNDS; i++) {
              await(waker);
              seen.set(i);
            }
          });
      runInThread(() -> {
        for (int i = 1; i <= ROUNDS; i++) {
          waker.wake();
          while (seen.get() < i) {
            letTasksRun();
          }
        }
        return handed.poll();
      });
      Object _ = waiter.join();
      assertThat(seen).hasValue(ROUNDS);
      close(waker);
    });
  }

  @Test
  @Specified("5.1")
  void many_threads_wake_many_tasks() throws InterruptedException {
    run(() -> {
      var threads = new ArrayList<Thread>();
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < 50; i++) {
        Waker waker = open();
        tasks.add(
            spawn(() -> {
              await(waker);
              close(waker);
            }));
        threads.add(peers().startThread(waker::wake));
      }
      for (Task<?> task : tasks) {
        Object _ = task.join();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    });
  }

  @Test
  @Specified("5.5")
  void a_cancelled_wait_takes_no_wake_up() {
    run(() -> {
      Waker waker = open();
      Task<?> waiter = spawn(() -> await(waker));
      yieldNow();
      waiter.cancel();
      assertThat(waiter.outcome()).containsInstanceOf(Outcome.Cancellation.class);
      Task<?> cancelledBefore =
          spawn(() -> {
            Task.current().requestCancel("on entry");
            await(waker);
          });
      waker.wake();
      cancelledBefore.cancel();
      await(waker);
      close(waker);
    });
  }

  @Test
  @Specified({"4.3", "5.5"})
  void a_task_that_was_woken_keeps_that_when_it_is_cancelled() {
    run(() -> {
      Waker waker = open();
      var passed = new ArrayList<String>();
      Task<?> waiter =
          spawn(() -> {
            await(waker);
            passed.add("woken");
            checkpoint();
            passed.add("not reached");
          });
      yieldNow();
      waker.wake();
      while (waiter.state() == TaskState.SUSPENDED) {
        yieldNow();
      }
      waiter.cancel();
      assertThat(passed).containsExactly("woken");
    });
  }

  @Test
  @Specified({"5.1", "5.4"})
  void while_one_is_open_waiting_is_no_deadlock() throws InterruptedException {
    run(() -> {
      Waker waker = open();
      var queue = new WaitQueue();
      Task<?> relay =
          spawn(() -> {
            await(waker);
            wake(queue, 1);
          });
      Task<?> main = Task.current();
      Thread thread =
          peers()
              .startThread(() -> {
                while (main.state() != TaskState.SUSPENDED) {
                  letTasksRun();
                }
                waker.wake();
              });
      waitOn(queue);
      Object _ = relay.join();
      close(waker);
      thread.join();
    });
  }

  @Test
  @Specified({"5.5", "5.6"})
  void a_closed_one_wakes_nobody_and_refuses_to_be_waited_for() {
    run(() -> {
      Waker waker = open();
      close(waker);
      close(waker);
      waker.wake();
      yieldNow();
      assertThatThrownBy(() -> await(waker)).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  @Specified({"5.5", "5.6"})
  void closing_one_ends_the_wait_by_an_exception() {
    run(() -> {
      Waker waker = open();
      Task<?> waiter =
          spawn(() ->
              assertThatThrownBy(() -> await(waker)).isInstanceOf(IllegalStateException.class));
      yieldNow();
      close(waker);
      Object _ = waiter.join();
    });
  }

  @Test
  @Specified("5.5")
  void a_second_waiter_is_refused_and_the_first_undisturbed() {
    run(() -> {
      Waker waker = open();
      Task<?> first = spawn("first", () -> await(waker));
      yieldNow();
      assertThatThrownBy(() -> await(waker))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("first");
      assertThat(first.state()).isEqualTo(TaskState.SUSPENDED);
      waker.wake();
      Object _ = first.join();
      close(waker);
    });
  }

  @Test
  @Specified("5.1")
  void waking_after_the_end_of_the_run_does_nothing() {
    var wakers = new ArrayList<Waker>();
    run(() -> wakers.add(open()));
    wakers.getFirst().wake();
  }

  @Test
  @Specified("5.1")
  void threads_call_into_the_kernel_by_an_entry_point() throws Exception {
    run(() -> {
      try (var door = EntryPoint.open()) {
        int sum = 0;
        var tasks = new ArrayList<Task<Integer>>();
        for (int i = 1; i <= 20; i++) {
          int number = i;
          tasks.add(
              spawn(() ->
                  runInThread(() ->
                      door.<Integer, RuntimeException>call(() -> {
                        yieldNow();
                        return number;
                      }))));
        }
        for (Task<Integer> task : tasks) {
          sum += task.join();
        }
        assertThat(sum).isEqualTo(210);
      }
    });
  }

  @Tag("realTime")
  @Test
  @Specified("2.2")
  void a_busy_task_holds_up_neither_a_wake_up_nor_a_sleeper() {
    run(() -> {
      Waker waker = open();
      Task<?> woken = spawn(() -> await(waker));
      Task<?> sleeper = spawn(() -> sleep(ofMillis(1)));
      Thread thread = peers().startThread(waker::wake);
      while (woken.outcome().isEmpty() || sleeper.outcome().isEmpty()) {
        yieldNow();
      }
      close(waker);
      assertThat(thread).isNotNull();
    });
  }
}
