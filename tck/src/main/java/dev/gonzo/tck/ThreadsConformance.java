package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.EntryPoint;
import dev.gonzo.Gonzo;
import dev.gonzo.OnCancel;
import dev.gonzo.Outcome;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskState;
import dev.gonzo.ThreadLimit;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;
import dev.gonzo.trap.Waker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 5, "Threads": work in threads outside the kernel. */
public abstract class ThreadsConformance extends Conformance {
  // More than the number of threads that any kernel would use at the same time.
  private static final int MANY = 500;

  /** Creates the chapter. */
  protected ThreadsConformance() {
    super(ThreadTrap.class);
  }

  @Test
  @Specified("5.3")
  void it_answers_what_the_work_returns_and_runs_it_in_another_thread() throws Exception {
    run(() -> {
      Thread kernel = Thread.currentThread();
      Thread worker = runInThread(Thread::currentThread);
      assertThat(worker).isNotSameAs(kernel);
      String nothing = runInThread(() -> null);
      assertThat(nothing).isNull();
    });
  }

  @Test
  @Specified("5.3")
  void work_may_block_with_a_monitor_held_and_is_in_a_platform_thread_of_a_real_system()
      throws Exception {
    run(() -> {
      var goOn = new CountDownLatch(1);
      var monitor = new Object();
      Task<Thread> task =
          spawn(() ->
              runInThread(() -> {
                synchronized (monitor) {
                  goOn.await();
                }
                return Thread.currentThread();
              }));
      for (int i = 0; i < 100; i++) {
        yieldNow();
      }
      assertThat(task.state()).isEqualTo(TaskState.SUSPENDED);
      goOn.countDown();
      boolean isVirtual = task.join().isVirtual();
      // Anything else may block in it too, such as native code.
      assertThat(isVirtual && peers().areReal()).isFalse();
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
            Task.current().requestCancel("before");
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
  // docs/edges.md: G2
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
  // docs/edges.md: A15
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
  // docs/edges.md: A15
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
  @SuppressWarnings("gonzo:wrong-thread")
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
      } catch (TaskFailedException joined) {
        caught = joined.getCause();
      }
      assertThat(caught).isSameAs(failure).isNotInstanceOf(Cancelled.class);
    });
  }

  @NeedsOutside(NeedsOutside.THREAD)
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
                  Waker never = Coroutine.trap(new OpenWaker());
                  waits.countDown();
                  Coroutine.trap(new WaitForWaker(never));
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

  // ---------------------------------------------------------------- places

  @Test
  @Specified("5.7")
  void a_limit_lets_no_more_work_run_at_once() throws Exception {
    var limit = ThreadLimit.of("two", 2);
    run(() -> {
      var letGo = new CountDownLatch(1);
      var running = new AtomicInteger();
      var most = new AtomicInteger();
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < 10; i++) {
        tasks.add(
            spawn(() ->
                runInThread(
                    limit,
                    () -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      letGo.await();
                      return running.decrementAndGet();
                    })));
      }
      while (limit.waiting() < 8 || limit.taken() < 2) {
        yieldNow();
      }
      letGo.countDown();
      for (Task<?> task : tasks) {
        Object _ = task.join();
      }
      assertThat(most.get()).isLessThanOrEqualTo(2);
    });
    assertThat(limit.taken()).isZero();
    assertThat(limit.waiting()).isZero();
  }

  @Test
  @Specified("5.7")
  void work_waits_for_a_place_in_order_of_arrival() throws Exception {
    var limit = ThreadLimit.of("one", 1);
    run(() -> {
      var order = new ConcurrentLinkedQueue<Integer>();
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < 10; i++) {
        int number = i;
        tasks.add(spawn(() -> runInThread(limit, () -> order.add(number))));
      }
      for (Task<?> task : tasks) {
        Object _ = task.join();
      }
      assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    });
  }

  @Tag("realTime")
  @Test
  @Specified({"5.3", "5.7"})
  void a_wait_for_a_place_can_be_cancelled_and_times_out() throws Exception {
    var limit = ThreadLimit.of("one", 1);
    run(() -> {
      var letGo = new CountDownLatch(1);
      Task<?> holder = spawn(() -> awaitUnder(limit, letGo, OnCancel.WAIT));
      var ran = new AtomicBoolean();
      Task<?> cancelled = spawn(() -> runInThread(limit, () -> ran.getAndSet(true)));
      Task<Boolean> timedOut =
          spawn(() ->
              Gonzo.<Exception>ignoreAfter(
                  Duration.ofNanos(1), () -> runInThread(limit, () -> ran.getAndSet(true))));
      while (limit.taken() < 1 || limit.waiting() < 1) {
        yieldNow();
      }
      cancelled.cancel();
      assertThat(timedOut.join()).isFalse();
      assertThat(limit.waiting()).isZero();
      letGo.countDown();
      Object _ = holder.join();
      assertThat(ran).isFalse();
    });
    assertThat(limit.taken()).isZero();
  }

  @Test
  @Specified("5.7")
  void work_that_waits_for_a_task_leaves_its_place_to_the_work_of_that_task() throws Exception {
    var limit = ThreadLimit.of("one", 1);
    run(() -> {
      try (var door = EntryPoint.open()) {
        assertThat(nested(door, limit, 5)).isEqualTo(5);
        int bySubmission =
            runInThread(
                limit,
                () -> door.submit(() -> runInThread(limit, () -> 1)).thenApply(n -> n).get());
        assertThat(bySubmission).isEqualTo(1);
      }
    });
    assertThat(limit.taken()).isZero();
  }

  private static int nested(EntryPoint door, ThreadLimit limit, int depth) throws Exception {
    return depth == 0
        ? 0
        : runInThread(limit, () -> 1 + door.call(() -> nested(door, limit, depth - 1)));
  }

  @Test
  @Specified("5.7")
  void the_kernels_own_places_are_left_in_the_same_way() throws Exception {
    run(() -> {
      try (var door = EntryPoint.open()) {
        var tasks = new ArrayList<Task<Integer>>();
        var begun = new AtomicInteger();
        for (int i = 0; i < MANY; i++) {
          tasks.add(
              spawn(() ->
                  runInThread(() -> {
                    begun.incrementAndGet();
                    return door.call(() -> runInThread(() -> 1));
                  })));
        }
        int sum = 0;
        for (Task<Integer> task : tasks) {
          sum += task.join();
        }
        assertThat(sum).isEqualTo(MANY);
        assertThat(begun).hasValue(MANY);
      }
    });
  }

  @Test
  @Specified("5.7")
  void abandoned_work_that_still_blocks_leaves_its_place_to_others() throws Exception {
    var limit = ThreadLimit.of("one", 1);
    var letGo = new CountDownLatch(1);
    run(() -> {
      for (int i = 0; i < 100; i++) {
        Task<?> stuck = spawn(() -> awaitUnder(limit, letGo, OnCancel.ABANDON));
        while (limit.taken() < 1) {
          yieldNow();
        }
        // Work that no thread has taken yet is withdrawn instead; then this round proves nothing.
        stuck.cancel();
      }
      assertThat(runInThread(limit, () -> "done")).isEqualTo("done");
      letGo.countDown();
      while (limit.abandoned() > 0) {
        yieldNow();
      }
      assertThat(limit.taken()).isZero();
    });
  }

  @Test
  @Specified("5.7")
  void work_that_is_stuck_under_one_limit_holds_up_no_other_work() throws Exception {
    var limit = ThreadLimit.of("stuck", 1);
    run(() -> {
      var letGo = new CountDownLatch(1);
      for (int i = 0; i < MANY; i++) {
        var _ = spawn(() -> awaitUnder(limit, letGo, OnCancel.WAIT));
      }
      assertThat(runInThread(ThreadLimit.of("another", 1), () -> "free")).isEqualTo("free");
      assertThat(runInThread(() -> "free")).isEqualTo("free");
      letGo.countDown();
    });
  }

  @Test
  @Specified("5.7")
  void a_larger_limit_starts_work_that_waits() throws Exception {
    var limit = ThreadLimit.of("resized", 1);
    run(() -> {
      var letGo = new CountDownLatch(1);
      Task<?> holder = spawn(() -> awaitUnder(limit, letGo, OnCancel.WAIT));
      while (limit.taken() < 1) {
        yieldNow();
      }
      Task<String> second = spawn(() -> runInThread(limit, () -> "begun"));
      while (limit.waiting() < 1) {
        yieldNow();
      }
      limit.resize(2);
      assertThat(second.join()).isEqualTo("begun");
      letGo.countDown();
      Object _ = holder.join();
    });
  }

  private static void awaitUnder(ThreadLimit limit, CountDownLatch latch, OnCancel onCancel)
      throws Exception {
    runInThread(
        limit,
        () -> {
          latch.await();
          return null;
        },
        onCancel);
  }

  // ---------------------------------------------------------------- the first checkpoint after it

  private static final Duration STEP = Duration.ofMillis(5);
  // Far fewer than a kernel would need that checks only when the budget is spent.
  private static final int MANY_STEPS = 1_000;
  // Some milliseconds, at least.
  private static final int SPINS = 1_000_000;

  @Tag("realTime")
  @Test
  @Specified("4.9")
  void a_deadline_that_passes_in_a_long_computation_arrives_at_a_checkpoint_soon() {
    run(() -> {
      int[] steps = {0};
      boolean inTime =
          ignoreAfter(
              STEP.multipliedBy(2),
              () -> {
                for (; steps[0] < MANY_STEPS; steps[0]++) {
                  peers().compute(STEP);
                  checkpoint();
                }
              });
      assertThat(inTime).isFalse();
    });
  }

  @NeedsOutside(NeedsOutside.THREAD)
  @Tag("realTime")
  @Test
  @Specified("4.9")
  void the_first_checkpoint_after_a_deadline_delivers_it() {
    run(() -> {
      Duration limit = Duration.ofMillis(20);
      boolean inTime =
          ignoreAfter(
              limit,
              () -> {
                // Longer than another thread needs to notice that the deadline has passed.
                var seen = new CountDownLatch(1);
                var witness = Thread.ofPlatform().daemon().start(() -> sleepThread(limit, seen));
                while (seen.getCount() > 0) {
                  peers().compute(limit);
                }
                assertThat(witness).isNotNull();
                checkpoint();
              });
      assertThat(inTime).isFalse();
    });
  }

  private static void sleepThread(Duration limit, CountDownLatch seen) {
    try {
      Thread.sleep(limit.multipliedBy(10));
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    } finally {
      seen.countDown();
    }
  }

  /** Lets a thread outside do something, whatever the clock of the kernel is. */
  private static void computeForReal() {
    for (int i = 0; i < SPINS; i++) {
      Thread.onSpinWait();
    }
  }

  @NeedsOutside(NeedsOutside.THREAD)
  @Tag("realTime")
  @Test
  @Specified({"4.9", "5.2"})
  void what_another_thread_posts_arrives_at_a_checkpoint_of_the_running_task_soon() {
    Thread caller = Thread.currentThread();
    int[] steps = {0};
    assertThatThrownBy(() ->
            run(() -> {
              var interrupter = Thread.ofPlatform().daemon().start(caller::interrupt);
              for (; steps[0] < MANY_STEPS; steps[0]++) {
                computeForReal();
                checkpoint();
              }
              interrupter.join();
            }))
        .isInstanceOf(Cancelled.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
