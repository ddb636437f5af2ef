package dev.gonzo.queue;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.DeadlockException;
import dev.gonzo.KernelEndedException;
import dev.gonzo.sync.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the end of the kernel that created a universal object means for its waiters. */
@Timeout(300)
class KernelEndTest {
  private static <T> FutureTask<T> inThread(Callable<T> body) {
    var future = new FutureTask<>(body);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  private static void awaitJoiner(Queue<?> queue) {
    runInThread(() -> {
      while (!QueueOperations.isJoined(((ExchangeQueue<?>) queue).state)) {
        Thread.onSpinWait();
      }
    });
  }

  @Test
  void a_thread_that_joins_a_queue_is_refused_when_its_kernel_ends() throws Exception {
    var made = new CompletableFuture<Queue<String>>();
    var joiner =
        inThread(() -> {
          made.get().join();
          return "joined";
        });
    run(() -> {
      var queue = Queue.<String>universal(1);
      queue.put("not done");
      made.complete(queue);
      awaitJoiner(queue);
    });
    assertThatThrownBy(joiner::get).hasCauseInstanceOf(KernelEndedException.class);
    assertThatThrownBy(made.get()::join).isInstanceOf(KernelEndedException.class);
    made.get().taskDone(); // the item that is kept can still be taken, and done
    made.get().join();
  }

  @Test
  void a_joiner_is_refused_even_if_the_queue_was_closed_before() throws Exception {
    var made = new CompletableFuture<Queue<String>>();
    var joiner =
        inThread(() -> {
          made.get().join();
          return "joined";
        });
    run(() -> {
      var queue = Queue.<String>universal(1);
      queue.put("not done");
      made.complete(queue);
      awaitJoiner(queue);
      queue.close();
    });
    assertThatThrownBy(joiner::get).hasCauseInstanceOf(KernelEndedException.class);
  }

  @Test
  void a_closed_queue_that_its_kernel_outlives_can_be_joined() throws Exception {
    run(() -> {
      var queue = Queue.<String>universal(1);
      queue.put("item");
      queue.close(); // before the closer has had a turn
      yieldNow();
      var joiner =
          inThread(() -> {
            queue.join();
            return "joined";
          });
      awaitJoiner(queue);
      queue.taskDone();
      Callable<String> end = joiner::get;
      assertThat(runInThread(end)).isEqualTo("joined");
    });
  }

  private static List<String> takeAll(Queue<String> queue) {
    var taken = new ArrayList<String>();
    for (String item : queue) {
      taken.add(item);
    }
    return taken;
  }

  @Test
  void a_loop_over_a_queue_ends_normally_if_its_kernel_does() throws Exception {
    var queue =
        run(() -> {
          var created = Queue.<String>universal(1);
          created.put("item");
          yieldNow();
          return created;
        });
    assertThat(takeAll(queue)).containsExactly("item");
  }

  @Test
  void a_loop_over_a_queue_throws_at_its_end_if_the_kernel_has_failed() {
    var made = new CompletableFuture<Queue<String>>();
    var subscribed = new CompletableFuture<Subscription<String>>();
    assertThatThrownBy(() ->
            run(() -> {
              var queue = Queue.<String>universal(1);
              queue.put("item");
              made.complete(queue);
              subscribed.complete(
                  Broadcast.<String>universal(SlowConsumers.suspend(1)).subscribe());
              throw new IOException("no more");
            }))
        .isInstanceOf(IOException.class);
    var taken = made.join().get();
    assertThat(taken).isEqualTo("item");
    assertThatThrownBy(() -> takeAll(made.join()))
        .isInstanceOf(ClosedException.class)
        .cause()
        .isInstanceOf(KernelEndedException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(subscribed.join()::receive)
        .isInstanceOf(ClosedException.class)
        .hasCauseInstanceOf(KernelEndedException.class);
  }

  @Test
  @Tag("realTime")
  void what_a_clean_up_creates_at_the_end_of_the_run_can_be_used_in_it() throws Exception {
    var seen = new ArrayList<String>();
    var left = new CompletableFuture<Promise<String>>();
    run(() -> {
      spawnDaemon(
          "cleans up",
          () -> {
            try {
              sleep(Duration.ofHours(1));
            } finally {
              var promise = Promise.<String>universal();
              var queue = Queue.<String>universal(1);
              left.complete(Promise.universal());
              yieldNow();
              yieldNow();
              var thread =
                  inThread(() -> {
                    promise.complete("promise");
                    queue.put("queue");
                    return "put";
                  });
              seen.add(promise.await());
              seen.add(queue.get());
              thread.get();
            }
          });
      yieldNow();
    });
    assertThat(seen).containsExactly("promise", "queue");
    assertThatThrownBy(left.join()::await).isInstanceOf(KernelEndedException.class);
  }

  @Test
  void a_priority_queue_is_discarded_without_comparing() throws Exception {
    run(() -> {
      var dropped = new ArrayList<String>();
      var broken = new boolean[1];
      var queue =
          PriorityQueue.of(
              QueueOptions.<String>bounded(9).withUndeliveredHook(dropped::add),
              (one, other) -> {
                if (broken[0]) {
                  throw new IllegalStateException("not comparable");
                }
                return one.compareTo(other);
              });
      for (String item : List.of("b", "d", "a", "c")) {
        queue.put(item);
      }
      broken[0] = true;
      queue.discard();
      assertThat(dropped).containsExactlyInAnyOrder("a", "b", "c", "d");
      assertThat(queue.size()).isZero();
      queue.join();
    });
  }

  @Test
  void the_report_of_a_deadlock_leaves_out_what_closes_universal_objects() {
    assertThatThrownBy(() ->
            run(() -> {
              var _ = Promise.universal();
              return Queue.<Integer>bounded(1).get();
            }))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("main waits")
        .hasMessageNotContaining("ends-with-kernel");
  }

  @Test
  void a_limit_in_the_past_is_over_in_a_thread_too() {
    var queue = Queue.<Integer>universal(1);
    String chosen =
        Select.<String>select(
            queue.onGet(_ -> "item"),
            Select.after(Duration.ofSeconds(Long.MIN_VALUE), () -> "late"));
    assertThat(chosen).isEqualTo("late");
  }
}
