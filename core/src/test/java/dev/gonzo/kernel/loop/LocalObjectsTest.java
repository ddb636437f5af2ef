package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.queue.Broadcast;
import dev.gonzo.queue.Queue;
import dev.gonzo.queue.SlowConsumers;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A task of a second kernel that uses a local object for which a task of the first one waits is
 * refused, and the object is as before: the first kernel wakes its task.
 */
class LocalObjectsTest {
  /** Runs a body in a kernel of its own, and expects that it is refused. */
  private static void refusedElsewhere(AsyncRunnable<?> body) throws Exception {
    runInThread(() -> run(() -> assertRefused(body)));
  }

  private static void assertRefused(AsyncRunnable<?> body) {
    assertThatThrownBy(body::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another kernel");
  }

  private static <T extends @Nullable Object> Task<T> waiting(AsyncCallable<T, ?> body) {
    Task<T> waiter = spawn("waiter", body);
    yieldNow();
    return waiter;
  }

  @Test
  void a_queue_keeps_its_waiting_getter() throws Exception {
    run(() -> {
      Queue<Integer> queue = Queue.bounded(1);
      Task<Integer> getter = waiting(queue::get);
      refusedElsewhere(() -> queue.put(1));
      refusedElsewhere(() -> queue.tryPut(1));
      refusedElsewhere(queue::get);
      refusedElsewhere(queue::close);
      refusedElsewhere(queue::discard);
      assertThat(queue.tryPut(2)).isTrue();
      assertThat(getter.join()).isEqualTo(2);
    });
  }

  @Test
  void a_queue_keeps_its_waiting_putter_and_its_items() throws Exception {
    run(() -> {
      Queue<Integer> queue = Queue.bounded(1);
      queue.put(1);
      Task<Integer> putter =
          waiting(() -> {
            queue.put(2);
            return 0;
          });
      refusedElsewhere(queue::get);
      assertThat(queue.get()).isEqualTo(1);
      assertThat(queue.get()).isEqualTo(2);
      Object _ = putter.join();
    });
  }

  @Test
  void a_queue_keeps_the_task_that_waits_until_all_is_done() throws Exception {
    run(() -> {
      Queue<Integer> queue = Queue.bounded(1);
      queue.put(1);
      int _ = queue.get();
      Task<Integer> joiner =
          waiting(() -> {
            queue.join();
            return 0;
          });
      refusedElsewhere(queue::taskDone);
      queue.taskDone();
      Object _ = joiner.join();
    });
  }

  @Test
  void a_broadcast_delivers_to_all_or_none() throws Exception {
    run(() -> {
      Broadcast<Integer> broadcast = Broadcast.of(SlowConsumers.suspend(1));
      try (var idle = broadcast.subscribe();
          var busy = broadcast.subscribe()) {
        Task<Integer> receiver = waiting(busy::receive);
        refusedElsewhere(() -> broadcast.send(1));
        refusedElsewhere(broadcast::close);
        broadcast.send(2);
        assertThat(receiver.join()).isEqualTo(2);
        assertThat(idle.receive()).isEqualTo(2);
      }
    });
  }

  @Test
  void an_event_keeps_its_waiter() throws Exception {
    run(() -> {
      var event = Event.of();
      Task<Integer> waiter =
          waiting(() -> {
            event.await();
            return 1;
          });
      refusedElsewhere(event::set);
      refusedElsewhere(event::await);
      refusedElsewhere(event::close);
      assertThat(event.isSet()).isFalse();
      event.set();
      assertThat(waiter.join()).isEqualTo(1);
    });
  }

  @Test
  void locks_and_semaphores_are_not_waited_for_from_two_kernels() throws Exception {
    run(() -> {
      var lock = Lock.of();
      var semaphore = Semaphore.of(1);
      var index = ReadWriteLock.of();
      try (var _ = lock.acquire();
          var _ = semaphore.acquire();
          var _ = index.write()) {
        refusedElsewhere(lock::acquire);
        refusedElsewhere(semaphore::acquire);
        refusedElsewhere(index::read);
      }
      try (var _ = lock.acquire();
          var _ = semaphore.acquire();
          var _ = index.write()) {
        assertThat(semaphore.available()).isZero();
      }
      assertThat(semaphore.available()).isEqualTo(1);
    });
  }

  @Test
  void a_task_waits_behind_none_of_another_kernel() throws Exception {
    run(() -> {
      var semaphore = Semaphore.of(2);
      var permit = semaphore.acquire(1);
      Task<Integer> waiter =
          waiting(() -> {
            try (var _ = semaphore.acquire(2)) {
              return 1;
            }
          });
      refusedElsewhere(semaphore::acquire);
      permit.close();
      assertThat(waiter.join()).isEqualTo(1);
    });
  }

  @Test
  void a_group_takes_only_members_of_its_kernel() throws Exception {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        refusedElsewhere(() -> group.spawn(() -> 1));
        var member = group.spawn(() -> 2);
        group.join();
        assertThat(member.join()).isEqualTo(2);
        assertThat(group.results()).containsExactly(2);
      }
    });
  }
}
