package dev.gonzo.tck;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.sync.AbandonedException;
import dev.gonzo.sync.Barrier;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Once;
import dev.gonzo.sync.Permit;
import dev.gonzo.sync.Promise;
import dev.gonzo.sync.PromiseFailedException;
import dev.gonzo.sync.RateLimiter;
import dev.gonzo.sync.Semaphore;
import dev.gonzo.trap.SchedulingTrap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Semaphores, events, promises, barriers and values computed once, which are built on the kernel's
 * wait queues.
 */
@Specified({"2.13", "2.14", "4.3"})
public abstract class SyncConformance extends Conformance {
  private final Transcript transcript = new Transcript();

  /** Creates the chapter. */
  protected SyncConformance() {
    super(SchedulingTrap.class);
  }

  // ---------------------------------------------------------------- semaphores

  private static Task<?> holding(Semaphore semaphore, int count, int millis) {
    return spawn(() -> {
      try (var _ = semaphore.acquire(count)) {
        sleep(ofMillis(millis));
      }
    });
  }

  @Test
  void a_semaphore_lets_as_many_in_as_it_has_permits() {
    var semaphore = Semaphore.of("seats", 3);
    run(() -> {
      var inside = new int[2];
      try (var group = TaskGroup.<Void>open()) {
        for (int i = 0; i < 10; i++) {
          group.spawn(() -> {
            try (var _ = semaphore.acquire()) {
              inside[1] = Math.max(inside[1], ++inside[0]);
              sleep(ofMillis(1));
              inside[0]--;
            }
          });
        }
        group.join();
      }
      assertThat(inside[1]).isEqualTo(3);
      assertThat(semaphore.available()).isEqualTo(3);
      assertThat(semaphore).hasToString("Semaphore seats[3 of 3 free]");
    });
  }

  @Test
  void one_that_asks_for_many_is_not_overtaken_by_those_that_ask_for_few() {
    var semaphore = Semaphore.of(3);
    run(() -> {
      var first = semaphore.acquire(2);
      var many = holding(semaphore, 3, 1);
      var few = holding(semaphore, 1, 1);
      settle();
      assertThat(semaphore.waiting()).containsExactly(many, few);
      assertThat(semaphore.tryAcquire()).isEmpty();
      first.close();
      assertThat(semaphore.holders()).containsExactly(many);
      few.join();
    });
  }

  @Test
  // docs/edges.md: E8
  void a_permit_goes_past_a_cancelled_waiter_in_the_middle_and_the_count_is_exact() {
    var semaphore = Semaphore.of(1);
    run(() -> {
      var held = semaphore.acquire();
      var first = holding(semaphore, 1, 1);
      var second = holding(semaphore, 1, 1);
      var third = holding(semaphore, 1, 1);
      settle();
      second.requestCancel("test");
      held.close();
      first.join();
      third.join();
      assertThatThrownBy(second::join).isInstanceOf(TaskFailedException.class);
      assertThat(semaphore.available()).isEqualTo(1);
    });
  }

  @Test
  void when_the_one_is_cancelled_that_asked_for_many_those_behind_it_are_served() {
    var semaphore = Semaphore.of(3);
    run(() -> {
      var held = semaphore.acquire(2);
      var many = holding(semaphore, 2, 1);
      var few = holding(semaphore, 1, 1);
      settle();
      many.requestCancel("test");
      few.join();
      held.close();
      assertThatThrownBy(many::join).isInstanceOf(TaskFailedException.class);
      assertThat(semaphore.available()).isEqualTo(3);
    });
  }

  @Test
  void a_permit_is_given_back_once_and_by_whomever_it_was_passed_to() {
    var semaphore = Semaphore.of(2);
    run(() -> {
      Permit permit = semaphore.acquire();
      var other =
          spawn(() -> {
            sleep(ofMillis(1));
            permit.close();
          });
      permit.passTo(other);
      assertThat(permit.holder()).hasValue(other);
      other.join();
      permit.close();
      assertThat(semaphore.available()).isEqualTo(2);
      assertThatThrownBy(() -> permit.passTo(other)).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void a_task_that_ends_with_a_permit_is_named_to_those_who_wait_and_who_come_later() {
    var semaphore = Semaphore.of(1);
    run(() -> {
      var careless =
          spawn(
              "careless",
              () -> {
                semaphore.acquire();
                settle();
              });
      var waiting = holding(semaphore, 1, 1);
      careless.join();
      assertThatThrownBy(waiting::join).hasCauseInstanceOf(AbandonedException.class);
      assertThatThrownBy(semaphore::acquire).hasMessageContaining("careless");
    });
  }

  @Test
  void what_can_never_be_had_is_refused_at_once() {
    assertThatThrownBy(() -> Semaphore.of(0)).isInstanceOf(IllegalArgumentException.class);
    var semaphore = Semaphore.of(2);
    run(() -> {
      assertThatThrownBy(() -> semaphore.acquire(3)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> semaphore.acquire(0)).isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  void whatever_is_cancelled_when_no_permit_is_lost_and_none_is_given_twice() {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var semaphore = Semaphore.of(4);
      run(() -> {
        var given = new int[1];
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          int count = 1 + random.nextInt(4);
          int pause = random.nextInt(4);
          tasks.add(
              spawn(() -> {
                sleep(ofMillis(pause));
                try (var _ = semaphore.acquire(count)) {
                  given[0] += count;
                  assertThat(given[0]).isLessThanOrEqualTo(4);
                  try {
                    sleep(ofMillis(pause));
                  } finally {
                    given[0] -= count;
                  }
                }
              }));
        }
        for (int i = 0; i < 8; i++) {
          sleep(ofMillis(random.nextInt(4)));
          tasks.get(random.nextInt(tasks.size())).requestCancel("at random");
        }
        for (Task<?> task : tasks) {
          try {
            Object _ = task.join();
          } catch (TaskFailedException failed) {
            assertThat(failed).hasCauseInstanceOf(Cancelled.class);
          }
        }
        assertThat(semaphore.available()).isEqualTo(4);
        assertThat(semaphore.waiting()).isEmpty();
      });
    }
  }

  // ---------------------------------------------------------------- events and promises

  @Test
  // docs/edges.md: E12
  void all_who_wait_for_an_event_when_it_is_set_go_on_although_it_is_cleared_at_once() {
    var event = Event.of("dawn");
    run(() -> {
      var first = spawn("first", event::await);
      var second = spawn("second", event::await);
      settle();
      assertThat(event.waiting()).containsExactly("first", "second");
      assertThat(event).hasToString("Event dawn[not yet, 2 wait]");
      event.set();
      event.clear();
      first.join();
      second.join();
      assertThat(event.isSet()).isFalse();
      assertThat(ignoreAfter(ofMillis(1), event::await)).isFalse();
      assertThat(event.waiting()).isEmpty();
      event.set();
      event.set();
      event.await();
    });
  }

  @Test
  void a_closed_event_tells_those_who_wait() {
    run(() -> {
      var event = Event.of();
      var waiting = spawn(event::await);
      settle();
      event.close();
      event.close();
      assertThatThrownBy(waiting::join).hasCauseInstanceOf(KernelEndedException.class);
      assertThatThrownBy(event::await).isInstanceOf(KernelEndedException.class);
    });
  }

  @Test
  void a_promise_gives_its_value_to_all_who_wait_and_who_come_later() {
    var promise = Promise.<String>of("address");
    run(() -> {
      var early = spawn(promise::await);
      settle();
      assertThat(promise.isDone()).isFalse();
      promise.complete("here");
      assertThat(early.join()).isEqualTo("here");
      assertThat(promise.await()).isEqualTo("here");
      assertThat(promise.tryComplete("there")).isFalse();
      assertThatThrownBy(() -> promise.complete("there"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("tryComplete");
    });
  }

  @Test
  // docs/edges.md: A19
  void each_who_waits_for_a_failed_promise_gets_an_exception_of_its_own() {
    var promise = Promise.<String>of();
    var why = new IOException("gone");
    run(() -> {
      var early = spawn(promise::await);
      settle();
      promise.fail(why);
      assertThat(promise.tryFail(why)).isFalse();
      assertThatThrownBy(early::join)
          .cause()
          .isInstanceOf(PromiseFailedException.class)
          .satisfies(one ->
              assertThatThrownBy(promise::await)
                  .isNotSameAs(one)
                  .hasCause(why)
                  .hasMessageContaining("gone"));
    });
  }

  @Test
  void a_promise_of_null_is_kept() {
    var promise = Promise.<@Nullable Object>of();
    run(() -> {
      var waiting = spawn(promise::await);
      settle();
      promise.complete(null);
      assertThat(waiting.join()).isNull();
    });
  }

  // ---------------------------------------------------------------- barriers

  @Test
  void a_barrier_opens_when_the_last_one_comes_and_can_be_used_again() {
    var barrier = Barrier.of("round", 3);
    run(() -> {
      try (var group = TaskGroup.<Void>open()) {
        for (int i = 1; i <= 3; i++) {
          int pause = i;
          group.spawn(() -> {
            for (int round = 0; round < 3; round++) {
              sleep(ofMillis(pause));
              transcript.add("round " + round);
              assertThat(barrier.await()).isEqualTo(pause - 1);
            }
          });
        }
        group.join();
      }
      assertThat(barrier).hasToString("Barrier round[0 of 3 wait]");
    });
    assertThat(transcript.lines()).isSorted().hasSize(9);
  }

  @Test
  void one_that_is_cancelled_at_a_barrier_has_not_come() {
    var barrier = Barrier.of(2);
    run(() -> {
      var gone = spawn(barrier::await);
      settle();
      gone.cancel();
      var first = spawn(barrier::await);
      settle();
      assertThat(barrier.waiting()).containsExactly(first);
      assertThat(barrier.await()).isEqualTo(1);
      assertThat(first.join()).isEqualTo(0);
      assertThatThrownBy(gone::join).isInstanceOf(TaskFailedException.class);
    });
  }

  // ---------------------------------------------------------------- once

  @Test
  void what_is_made_once_is_made_by_the_first_and_awaited_by_the_others() {
    var made = new int[1];
    var once =
        Once.of(() -> {
          sleep(ofMillis(1));
          return ++made[0];
        });
    run(() -> {
      var first = spawn(once::get);
      var second = spawn(once::get);
      settle();
      assertThat(once.maker()).hasValue(first);
      assertThat(once.waiting()).containsExactly(second);
      assertThat(second.join()).isEqualTo(1);
      assertThat(first.join()).isEqualTo(1);
      assertThat(once.get()).isEqualTo(1);
      assertThat(once).hasToString("Once[1]");
    });
  }

  @Test
  void when_making_it_fails_or_is_cancelled_the_next_in_line_makes_it() {
    var made = new int[1];
    var once =
        Once.<Integer, IOException>of(() -> {
          int number = ++made[0];
          sleep(ofMillis(1));
          if (number == 2) {
            throw new IOException("the second");
          }
          return number;
        });
    run(() -> {
      var first = spawn(once::get);
      var second = spawn(once::get);
      var third = spawn(once::get);
      settle();
      first.requestCancel("test");
      assertThatThrownBy(second::join).hasCauseInstanceOf(IOException.class);
      assertThat(third.join()).isEqualTo(3);
      assertThatThrownBy(first::join).hasCauseInstanceOf(Cancelled.class);
    });
  }

  @Test
  void what_asks_for_itself_while_it_is_made_is_an_error() {
    var itself = new ArrayList<Once<Object, RuntimeException>>();
    itself.add(Once.of(() -> itself.getFirst().get()));
    run(() ->
        assertThatThrownBy(() -> itself.getFirst().get())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("requests the value itself"));
  }

  // ---------------------------------------------------------------- rates

  @Test
  void a_rate_limiter_lets_a_full_bucket_go_and_then_one_at_a_time() {
    var limiter = RateLimiter.of(10, ofSeconds(1));
    run(() -> {
      Moment begin = Moment.now();
      for (int i = 0; i < 10; i++) {
        limiter.acquire();
      }
      assertThat(limiter.tryAcquire()).isFalse();
      for (int i = 0; i < 20; i++) {
        limiter.acquire();
      }
      assertThat(Moment.now().since(begin)).isBetween(ofMillis(1_999), ofMillis(2_600));
    });
  }

  @Test
  void a_cancelled_wait_for_a_token_has_taken_none_and_lets_the_next_one_go_on() {
    var limiter = RateLimiter.of(2, ofMillis(20));
    run(() -> {
      limiter.acquire(2);
      var many = spawn(() -> limiter.acquire(2));
      var one = spawn(() -> limiter.acquire());
      settle();
      assertThat(limiter.waiting()).containsExactly(many, one);
      assertThat(limiter.tryAcquire()).isFalse();
      many.requestCancel("test");
      assertThatThrownBy(many::join).isInstanceOf(TaskFailedException.class);
      timeoutAfter(ofSeconds(5), one::join);
      assertThatThrownBy(() -> limiter.acquire(3)).isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  void a_deadline_that_comes_before_the_token_is_met() {
    var limiter = RateLimiter.of(1, ofSeconds(100));
    run(() -> {
      limiter.acquire();
      assertThatThrownBy(() -> timeoutAfter(ofMillis(5), () -> limiter.acquire()))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(limiter.waiting()).isEmpty();
    });
  }

  @Test
  void a_rate_that_is_none_or_beyond_counting_is_refused() {
    assertThatThrownBy(() -> RateLimiter.of(0, ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RateLimiter.of(1, ofSeconds(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RateLimiter.of(Integer.MAX_VALUE, ofSeconds(100)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
