package dev.gonzo.kernel.loop.run;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gonzo.Cancelled;
import dev.gonzo.EntryPoint;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Task;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.queue.Queue;
import dev.gonzo.trap.NetTrap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes from other threads arrives in an order that the driver chooses. */
@Tag("realTime")
@Timeout(300)
class ArrivalOrderTest {
  /** A driver that keeps what arrives until all is there, and then sorts it by threads. */
  private static final class Sorting implements Driver {
    private record Arrival(Thread from, Object source, Runnable delivery) {}

    private final NoDevices devices = new NoDevices();
    private final List<Arrival> kept = new ArrayList<>();
    // How many it waits for.
    private int awaited;
    private boolean closed;

    Sorting(int awaited) {
      this.awaited = awaited;
    }

    @Override
    public String name() {
      return "sorting";
    }

    @Override
    public boolean supports(Class<?> group) {
      return false;
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) {
      return devices.answer(task, trap);
    }

    @Override
    public synchronized boolean takeArrival(Object source, Runnable delivery) {
      if (closed) {
        return false;
      }
      kept.add(new Arrival(Thread.currentThread(), source, delivery));
      devices.wakeUp();
      return true;
    }

    /** All that is kept, the last thread in the alphabet first, if enough is there. */
    private synchronized List<Arrival> sorted() {
      if (kept.size() < awaited) {
        return List.of();
      }
      awaited = 0;
      var sorted =
          kept.stream()
              .sorted(Comparator.comparing((Arrival one) -> one.from().getName()).reversed())
              .toList();
      kept.clear();
      return sorted;
    }

    @Override
    public void poll(long nanos) {
      devices.poll(nanos);
      sorted().forEach(arrival -> arrival.delivery().run());
    }

    @Override
    public void wakeUp() {
      devices.wakeUp();
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
        awaited = 0;
      }
      sorted().forEach(arrival -> arrival.delivery().run());
    }
  }

  private static Kernel awaiting(int arrivals) {
    return new LoopThread("sorting", new VirtualClock(), () -> new Sorting(arrivals), Set.of());
  }

  private static List<String> take(Queue<String> queue, int count) {
    return Stream.generate(queue::get).limit(count).toList();
  }

  @Test
  void the_calls_of_three_threads_start_in_that_order_and_those_of_one_in_its_own()
      throws Exception {
    var started = Queue.<String>unbounded();
    run(
        awaiting(6),
        () -> {
          try (var door = EntryPoint.open()) {
            for (String name : List.of("b", "c", "a")) {
              Thread.ofPlatform()
                  .name(name)
                  .start(() -> {
                    door.submit(() -> started.put(name + 1));
                    door.submit(() -> started.put(name + 2));
                  });
            }
            assertThat(take(started, 6)).containsExactly("c1", "c2", "b1", "b2", "a1", "a2");
          }
        });
  }

  @Test
  void values_for_three_tasks_wake_them_in_that_order() throws Exception {
    var taken = Queue.<String>unbounded();
    run(
        awaiting(3),
        () -> {
          for (String name : List.of("b", "c", "a")) {
            var inbox = new Inbox<String>(_ -> {});
            Task<?> _ =
                spawn(() -> {
                  inbox.open();
                  Thread.ofPlatform().name(name).start(() -> inbox.put(name));
                  taken.put(inbox.take());
                  inbox.shut();
                });
          }
          assertThat(take(taken, 3)).containsExactly("c", "b", "a");
        });
  }

  @Test
  void wake_ups_of_universal_queues_come_in_that_order_too() throws Exception {
    var taken = Queue.<String>unbounded();
    run(
        awaiting(3),
        () -> {
          for (String name : List.of("b", "c", "a")) {
            var queue = Queue.<String>universal(1);
            Task<?> _ = spawn(() -> taken.put(queue.get()));
            Task<?> _ =
                spawn(() -> {
                  Thread _ = Thread.ofPlatform().name(name).start(() -> queue.put(name));
                });
          }
          assertThat(take(taken, 3)).containsExactly("c", "b", "a");
        });
  }

  @Test
  void a_value_is_not_there_before_its_wake_up() throws Exception {
    run(
        awaiting(2),
        () -> {
          var inbox = new Inbox<String>(_ -> {});
          inbox.open();
          Thread first = Thread.ofPlatform().name("a").start(() -> inbox.put("first"));
          first.join();
          assertThat(inbox.poll()).isNull();
          Thread _ = Thread.ofPlatform().name("b").start(() -> inbox.putFrom("b", "second"));
          assertThat(inbox.take()).isEqualTo("second");
          assertThat(inbox.take()).isEqualTo("first");
          inbox.shut();
        });
  }

  @Test
  void a_withdrawal_does_not_overtake_its_call() throws Exception {
    var thrown = new AtomicReference<@Nullable Throwable>();
    run(
        awaiting(2),
        () -> {
          try (var door = EntryPoint.open()) {
            var ended = new Inbox<String>(_ -> {});
            ended.open();
            Thread _ =
                Thread.ofPlatform()
                    .name("caller")
                    .start(() -> {
                      Thread.currentThread().interrupt();
                      try {
                        door.call(() -> sleep(Duration.ofDays(1)));
                      } catch (Throwable cancelled) {
                        thrown.set(cancelled);
                      }
                      ended.put("ended");
                    });
            assertThat(ended.take()).isEqualTo("ended");
            ended.shut();
          }
        });
    assertThat(thrown.get()).isInstanceOf(Cancelled.class);
  }

  @Test
  void a_call_that_never_arrives_is_refused_at_the_end() throws Exception {
    var future = new AtomicReference<CompletableFuture<String>>();
    run(
        awaiting(10),
        () -> {
          EntryPoint door = EntryPoint.open();
          Thread caller = Thread.ofPlatform().start(() -> future.set(door.submit(() -> "late")));
          caller.join();
        });
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> future.get().get())
        .withCauseInstanceOf(KernelEndedException.class);
  }
}
