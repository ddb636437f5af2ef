package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.queue.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gonzo.generator.Generator;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Broadcast;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.Queue;
import dev.gonzo.queue.SlowConsumers;
import dev.gonzo.sync.Barrier;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Once;
import dev.gonzo.sync.Promise;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.ReentrantLock;
import dev.gonzo.sync.Semaphore;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The report of a deadlock shows the user's line first, for every kind of wait. */
@Tag("realTime")
class DeadlockPlacesTest {
  private static final @Nullable Duration NEVER = null;

  // Warnings about tasks that the deadlock ended and that are not joined.
  private final LogCapture log = new LogCapture();

  @AfterEach
  void close() {
    log.close();
  }

  /** Starts one task for each kind of wait, each on its own line. */
  private static Map<String, AsyncRunnable<Exception>> waits() {
    var empty = Queue.<String>bounded(1);
    var full = Queue.<String>bounded(1);
    full.put("item");
    var channel = Channel.<String>rendezvous();
    var silent = Channel.<String>rendezvous();
    var news = Broadcast.<String>of(SlowConsumers.suspend(1)).subscribe();
    var permits = Semaphore.of(1);
    permits.acquire();
    var lock = Lock.of();
    var reentrant = ReentrantLock.of();
    var pages = ReadWriteLock.of();
    lock.acquire();
    reentrant.acquire();
    pages.write();
    var guard = Lock.of();
    var changed = guard.newCondition();
    var event = Event.of();
    var promise = Promise.<String>of();
    var once =
        Once.of(() -> {
          event.await();
          return "made";
        });
    var barrier = Barrier.of(2);
    Task<?> endless = spawn("endless", () -> event.await());

    var waits = new LinkedHashMap<String, AsyncRunnable<Exception>>();
    waits.put("get", () -> empty.get());
    waits.put("iteration", () -> empty.forEach(_ -> {}));
    waits.put("put", () -> full.put("more"));
    waits.put("all done", () -> full.join());
    waits.put("receive", () -> silent.receive());
    waits.put("send", () -> channel.send("item"));
    waits.put("select", () -> select(silent.onReceive(item -> item)));
    waits.put("subscription", () -> news.receive());
    waits.put("semaphore", () -> permits.acquire());
    waits.put("lock", () -> lock.acquire());
    waits.put("reentrant lock", () -> reentrant.acquire());
    waits.put("reading", () -> pages.read());
    waits.put("writing", () -> pages.write());
    waits.put(
        "condition",
        () -> {
          try (var _ = guard.acquire()) {
            changed.await();
          }
        });
    waits.put("event", () -> event.await());
    waits.put("promise", () -> promise.await());
    waits.put("once", () -> once.get());
    waits.put("barrier", () -> barrier.await());
    waits.put("join", () -> endless.join());
    waits.put("shield", () -> withoutCancellation(() -> event.await()));
    waits.put("deadline", () -> timeoutAfter(NEVER, () -> event.await()));
    waits.put(
        "group",
        () -> {
          try (var group = TaskGroup.<Void>open()) {
            group.spawn("member", () -> event.await());
            group.join();
          }
        });
    waits.put(
        "generator",
        () -> {
          for (String item : Generator.<String>of(_ -> event.await())) {
            throw new AssertionError(item);
          }
        });
    return waits;
  }

  @Test
  void each_kind_of_wait_is_shown_by_the_users_line() {
    Set<String> kinds = run(Kernels.of("none"), () -> waits().keySet());
    assertThat(kinds).hasSizeGreaterThan(20);
    for (String kind : kinds) {
      List<String> report = deadlockOf(kind).getMessage().lines().toList();
      String task =
          report.stream()
              .filter(line -> line.startsWith("  " + kind + " waits"))
              .findFirst()
              .orElseThrow();
      assertThat(report.get(report.indexOf(task) + 1))
          .as(kind)
          .startsWith("      at dev.gonzo.DeadlockPlacesTest.lambda$waits$");
    }
  }

  private static DeadlockException deadlockOf(String kind) {
    return catchThrowableOfType(
        DeadlockException.class,
        () ->
            run(
                Kernels.of("none"),
                () -> {
                  var _ = spawn(kind, waits().get(kind));
                  Event.of().await();
                }));
  }

  @Test
  void a_task_that_runs_a_method_of_gonzo_itself_is_shown_by_that() {
    assertThatExceptionOfType(DeadlockException.class)
        .isThrownBy(() ->
            run(
                Kernels.of("none"),
                () -> {
                  var _ = spawn("alone", Queue.<String>bounded(1)::get);
                  Event.of().await();
                }))
        .withMessageContaining("Queue.get(");
  }

  @Test
  void a_subject_of_the_user_that_throws_breaks_neither_the_report_nor_the_clean_up() {
    for (String broken : List.of("text", "holders", "reported")) {
      var subject =
          new WaitQueue.Subject() {
            @Override
            public Collection<Task<?>> holders() {
              if (!broken.equals("holders")) {
                return List.of();
              }
              throw new IllegalStateException("no holders");
            }

            @Override
            public boolean isReported() {
              if (broken.equals("reported")) {
                throw new IllegalStateException("no answer");
              }
              return true;
            }

            @Override
            public String toString() {
              if (broken.equals("text")) {
                throw new IllegalStateException("no text");
              }
              return "mine";
            }
          };
      var cleaned = new ArrayList<String>();
      assertThatThrownBy(() ->
              Gonzo.run(() -> {
                try {
                  Coroutine.trap(new WaitOn(new WaitQueue(subject)));
                } finally {
                  cleaned.add("cleaned up");
                }
              }))
          .isInstanceOf(DeadlockException.class);
      assertThat(cleaned).hasSize(1);
    }
  }
}
