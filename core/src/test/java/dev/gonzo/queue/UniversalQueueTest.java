package dev.gonzo.queue;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.EntryPoint;
import dev.gonzo.Step;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.TaskState;
import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One queue between tasks of several kernels, threads and callbacks. */
@Timeout(300)
class UniversalQueueTest {
  private static FutureTask<String> inThread(java.util.concurrent.Callable<String> body) {
    var future = new FutureTask<>(body);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  private static FutureTask<String> inOtherKernel(java.util.concurrent.Callable<String> body) {
    return inThread(() -> run(body::call));
  }

  @Test
  void e16_a_thread_and_a_task_hand_each_other_items() throws Exception {
    var there = Queue.<Integer>universal(0);
    var back = Queue.<Integer>universal(2);
    var thread =
        inThread(() -> {
          for (int item : there) {
            back.put(item + 1);
          }
          return "ended";
        });
    run(() -> {
      for (int i = 0; i < 100; i++) {
        there.put(i);
        assertThat(back.get()).isEqualTo(i + 1);
      }
      there.close();
    });
    assertThat(thread.get()).isEqualTo("ended");
  }

  @Test
  // docs/edges.md: E16
  void e16_tasks_of_two_kernels_a_virtual_thread_and_a_callback() throws Exception {
    var queue = Queue.<String>universal(0);
    var other =
        inOtherKernel(() -> {
          queue.put("other kernel");
          return "put";
        });
    Thread virtual = Thread.ofVirtual().start(() -> queue.put("virtual thread"));
    var callback =
        CompletableFuture.supplyAsync(() -> "callback")
            .thenAcceptAsync(queue::put, task -> Thread.ofPlatform().start(task));
    var got = new ArrayList<String>();
    run(() -> {
      for (int i = 0; i < 3; i++) {
        got.add(queue.get());
      }
    });
    assertThat(got).containsExactlyInAnyOrder("other kernel", "virtual thread", "callback");
    assertThat(other.get()).isEqualTo("put");
    virtual.join();
    callback.join();
  }

  @Test
  void e16_in_a_task_it_suspends_whatever_lies_between() throws Exception {
    var queue = Queue.<String>universal(0);
    run(() -> {
      var plain = spawn("plain", () -> queue.get());
      var inStream = spawn("stream", () -> Stream.of(1).map(_ -> queue.get()).toList().getFirst());
      var inFuture =
          spawn(
              "future",
              () -> CompletableFuture.completedFuture(1).thenApply(_ -> queue.get()).join());
      var inConstructor = spawn("constructor", () -> new Reader(queue).item);
      var tasks = List.of(plain, inStream, inFuture, inConstructor);
      yieldNow();
      yieldNow();
      for (var task : tasks) {
        assertThat(task.state()).as(task.name()).isEqualTo(TaskState.SUSPENDED);
        assertThat(task.waitingAt().orElseThrow()).isInstanceOf(WaitForWaker.class);
      }
      for (var task : tasks) {
        queue.put(task.name());
        assertThat(task.join()).isEqualTo(task.name());
      }
    });
  }

  private static final class Reader {
    final String item;

    Reader(Queue<String> queue) {
      item = queue.get();
    }
  }

  @Test
  void e16_a_callback_that_a_task_runs_suspends_that_task() throws Exception {
    var queue = Queue.<String>universal(0);
    run(() -> {
      var future = new CompletableFuture<String>();
      var callback = future.thenAccept(queue::put);
      var completer = spawn(() -> future.complete("item"));
      yieldNow();
      assertThat(completer.state()).isEqualTo(TaskState.SUSPENDED);
      assertThat(queue.get()).isEqualTo("item");
      completer.join();
      assertThat(callback).isCompleted();
    });
  }

  @Test
  void e16_a_guest_of_a_kernel_blocks_and_the_kernel_goes_on() throws Exception {
    run(() -> {
      var queue = Queue.<String>universal(0);
      var back = Queue.<String>universal(0);
      Thread.ofVirtual().start(() -> back.put("guest got " + queue.get()));
      queue.put("item");
      assertThat(back.get()).isEqualTo("guest got item");
      String fromPool =
          runInThread(() -> {
            queue.tryPut("no task waits");
            return "pool";
          });
      assertThat(fromPool).isEqualTo("pool");
    });
  }

  @Test
  // docs/edges.md: G5
  void e16_the_blocking_flavour_is_refused_on_a_kernels_thread() throws Exception {
    var queue = Queue.<String>universal(1);
    KernelThreads.add(Thread.currentThread());
    try {
      assertThatThrownBy(() -> queue.put("item"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("kernel's thread");
      assertThatThrownBy(queue::get).hasMessageContaining("kernel's thread");
      assertThat(queue.tryPut("item")).isTrue();
    } finally {
      KernelThreads.remove(Thread.currentThread());
    }
    assertThat(queue.get()).isEqualTo("item");
  }

  @Tag("scheduler")
  @Test
  void e16_a_loop_kernel_is_known_by_its_thread_while_it_runs() throws Exception {
    var queue = Queue.<String>universal(1);
    Thread[] kernelThread = new Thread[1];
    run(() -> {
      kernelThread[0] =
          Thread.getAllStackTraces().keySet().stream()
              .filter(KernelThreads::isOne)
              .findAny()
              .orElseThrow();
      queue.put("item");
    });
    assertThat(KernelThreads.isOne(kernelThread[0])).isFalse();
    assertThat(queue.get()).isEqualTo("item");
  }

  @Test
  void by_hand_it_stops_at_its_traps() {
    var queue = Queue.<String>universal(1);
    var getter = Coroutine.<String>of(() -> queue.get());
    assertThat(getter.send(null)).isInstanceOf(Step.Trapped.class);
    assertThatThrownBy(() -> getter.send("not an answer"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(queue.tryPut("item")).isTrue();
    // After the checkpoint it finds the item.
    assertThat(getter.send(null)).isEqualTo(new Step.Returned<>("item"));
  }

  @Test
  // docs/edges.md: E15
  void e15_close_ends_the_wait_of_a_blocked_thread() throws Exception {
    var queue = Queue.<String>universal(1);
    queue.put("kept");
    var putter =
        inThread(() -> {
          queue.put("more");
          return "put";
        });
    awaitWaiting(queue, 1);
    queue.close();
    assertThatThrownBy(putter::get).hasCauseInstanceOf(ClosedException.class);
    assertThat(queue.get()).isEqualTo("kept");
  }

  @Test
  // docs/edges.md: E15
  void e15_the_end_of_the_kernel_that_made_it_ends_the_wait_of_blocked_threads() throws Exception {
    var made = new CompletableFuture<Queue<String>>();
    var putter =
        inThread(() -> {
          made.get().put("more");
          return "put";
        });
    run(() -> {
      var queue = Queue.<String>universal(1);
      queue.put("kept");
      made.complete(queue);
      runInThread(() -> {
        awaitWaiting(queue, 1);
        return null;
      });
    });
    assertThatThrownBy(putter::get).hasCauseInstanceOf(ClosedException.class);
    assertThat(made.get().get()).isEqualTo("kept");
    assertThatThrownBy(() -> made.get().get()).isInstanceOf(DrainedException.class);
  }

  @Test
  void e15_the_guard_of_a_closed_queue_is_gone_before_the_kernel_ends() throws Exception {
    run(() -> {
      var queue = Queue.<String>universal(1);
      yieldNow();
      queue.close();
      yieldNow();
      // Its number is the next after the guard's and our own.
      assertThat(spawn(() -> {}).name()).isEqualTo("task-2");
    });
  }

  @Test
  void an_interrupt_ends_the_wait_of_a_thread_and_loses_nothing() throws Exception {
    var undelivered = new ArrayList<String>();
    var queue =
        Queue.of(
            QueueOptions.<String>bounded(0)
                .withUniversalAccess()
                .withUndeliveredHook(undelivered::add));
    var flag = new CompletableFuture<Boolean>();
    Thread putter =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                queue.put("item");
              } catch (Cancelled cancelled) {
                flag.complete(Thread.currentThread().isInterrupted());
              }
            });
    awaitWaiting(queue, 1);
    putter.interrupt();
    assertThat(flag.get()).isTrue();
    putter.join();
    assertThat(undelivered).containsExactly("item");
    assertThat(queue.tryGet()).isEmpty();
  }

  @Test
  // docs/edges.md: E14
  void e14_a_getter_that_is_cancelled_while_a_thread_puts_loses_and_reorders_nothing()
      throws Exception {
    int items = 4_000;
    var queue = Queue.<Integer>universal(4);
    var putter =
        inThread(() -> {
          for (int i = 0; i < items; i++) {
            queue.put(i);
          }
          return "put";
        });
    var got = new ArrayList<Integer>();
    run(() -> {
      int rounds = 0;
      while (got.size() < items) {
        var getter =
            spawn(() -> {
              while (got.size() < items) {
                got.add(queue.get());
                queue.taskDone();
              }
            });
        for (int i = rounds++ % 7; i > 0; i--) {
          yieldNow();
        }
        getter.cancel();
      }
      queue.join();
    });
    assertThat(putter.get()).isEqualTo("put");
    assertThat(got).hasSize(items).isSorted();
    assertThat(queue.size()).isZero();
  }

  @Test
  void a_cancellation_that_comes_too_late_arrives_at_the_next_checkpoint() throws Exception {
    // The thread completes the wait after the kernel has begun to cancel it, and before the task
    // runs: the item is the task's, and so is the cancellation.
    run(() -> {
      var queue = Queue.<String>universal(1);
      var events = new ArrayList<String>();
      var getter =
          spawn(() -> {
            events.add(queue.get());
            try {
              checkpoint();
            } finally {
              events.add("cancelled");
            }
            events.add("went on");
          });
      yieldNow();
      getter.requestCancel("too late");
      queue.put("item");
      getter.cancel();
      assertThat(events).containsExactly("item", "cancelled");
      assertThat(queue.size()).isZero();
    });
  }

  @Test
  void an_item_that_came_before_the_word_of_a_failed_member_is_not_lost() throws Exception {
    run(() -> {
      var queue = Queue.<String>universal(1);
      var got = new AtomicReference<String>();
      assertThatThrownBy(
              () -> {
                try (var group = TaskGroup.<String>open()) {
                  group.spawn(() -> {
                    putByAnotherThread(queue);
                    throw new IllegalStateException("broken");
                  });
                  got.set(queue.get());
                  checkpoint();
                }
              })
          .isInstanceOf(TaskFailedException.class);
      assertThat(got).hasValue("item");
    });
  }

  /** Without giving the kernel a chance to notice it. */
  private static void putByAnotherThread(Queue<String> queue) {
    var done = new AtomicBoolean();
    Thread.ofPlatform()
        .start(() -> {
          queue.put("item");
          done.set(true);
        });
    while (!done.get()) {
      Thread.onSpinWait();
    }
  }

  @Tag("realTime")
  @Test
  void a_postponed_deadline_is_forgotten_with_its_block_and_else_arrives() throws Exception {
    run(() -> {
      String kept = timeoutAfter(Duration.ZERO, () -> postponing(() -> {}));
      checkpoint();
      assertThat(kept).isEqualTo("went on");
      assertThatThrownBy(
              () -> timeoutAfter(Duration.ZERO, () -> postponing(dev.gonzo.Gonzo::checkpoint)))
          .isInstanceOf(DeadlineExceededException.class);
      checkpoint();
    });
  }

  private static String postponing(Runnable next) {
    try {
      checkpoint();
      return "nothing arrived";
    } catch (Cancelled cancelled) {
      assertThat(Cancelled.postpone(cancelled)).isTrue();
    }
    next.run();
    return "went on";
  }

  @Test
  void a_task_that_waits_for_outsiders_is_no_deadlock() throws Exception {
    var queue = Queue.<String>universal(1);
    var begun = new CountDownLatch(1);
    var kernel =
        inThread(() ->
            run(() -> {
              begun.countDown();
              return queue.get();
            }));
    begun.await();
    awaitGetter(queue);
    queue.put("item");
    assertThat(kernel.get()).isEqualTo("item");
  }

  @Test
  void an_entry_points_callbacks_may_put() throws Exception {
    var queue = Queue.<String>universal(0);
    run(() -> {
      try (var door = EntryPoint.open()) {
        var future = door.submit(() -> "item");
        var done = future.thenAccept(queue::put);
        assertThat(queue.get()).isEqualTo("item");
        assertThat(queue.tryGet()).isEmpty();
        assertThat(done.isCompletedExceptionally()).isFalse();
      }
    });
  }

  private static QueueState<?> state(Queue<?> queue) {
    return ((ExchangeQueue<?>) queue).state;
  }

  private static void awaitWaiting(Queue<?> queue, int putters) {
    await().until(() -> state(queue).waitingPutters() == putters);
  }

  private static void awaitGetter(Queue<?> queue) {
    await().until(() -> state(queue).waitingGetters() == 1);
  }
}
