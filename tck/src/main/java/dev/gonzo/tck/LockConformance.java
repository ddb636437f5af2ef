package dev.gonzo.tck;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.sync.AbandonedException;
import dev.gonzo.sync.Condition;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.ReentrantLock;
import dev.gonzo.trap.SchedulingTrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Locks and their conditions, which are built on the kernel's wait queues. */
@Specified({"2.13", "2.14", "4.3"})
public abstract class LockConformance extends Conformance {
  private final Transcript transcript = new Transcript();
  private final Lock lock = Lock.of("the door");

  /** Creates the chapter. */
  protected LockConformance() {
    super(SchedulingTrap.class);
  }

  private Task<?> insideFor(String name, int millis) {
    return spawn(
        name,
        () -> {
          try (var _ = lock.acquire()) {
            transcript.add(name);
            sleep(ofMillis(millis));
          }
        });
  }

  @Test
  void a_lock_lets_one_at_a_time_in_first_come_first_served() {
    run(() -> {
      var inside = new int[1];
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < 5; i++) {
        int number = i;
        tasks.add(
            spawn(() -> {
              try (var _ = lock.acquire()) {
                assertThat(++inside[0]).isEqualTo(1);
                transcript.add("in " + number);
                settle();
                sleep(ofMillis(1));
                inside[0]--;
              }
            }));
      }
      tasks.forEach(Task::join);
      assertThat(lock.holder()).isEmpty();
    });
    assertThat(transcript.lines()).containsExactly("in 0", "in 1", "in 2", "in 3", "in 4");
  }

  @Test
  void a_lock_says_who_has_it_and_who_waits() {
    run(() -> {
      assertThat(lock).hasToString("Lock the door[free]");
      var first = insideFor("first", 5);
      var second = insideFor("second", 5);
      var third = insideFor("third", 5);
      settle();
      assertThat(lock.holder()).hasValue(first);
      assertThat(lock.waiting()).containsExactly(second, third);
      assertThat(lock).hasToString("Lock the door[held by first, 2 wait]");
      third.join();
    });
  }

  @Test
  // docs/edges.md: E1
  void a_lock_that_is_released_while_the_first_waiter_is_cancelled_goes_to_the_second() {
    run(() -> {
      var held = lock.acquire();
      var first = insideFor("first", 1);
      var second = insideFor("second", 1);
      settle();
      first.requestCancel("test");
      held.close();
      second.join();
      assertThatThrownBy(first::join).isInstanceOf(TaskFailedException.class);
      assertThat(lock.holder()).isEmpty();
    });
    assertThat(transcript.lines()).containsExactly("second");
  }

  @Test
  // docs/edges.md: E2
  void a_lock_that_was_handed_over_is_owned_although_the_new_owner_is_cancelled_before_it_runs() {
    run(() -> {
      var held = lock.acquire();
      var waiter =
          spawn(() -> {
            lock.acquire(); // without a try block: acquire itself must no longer throw
            transcript.add("has it: " + (lock.holder().orElseThrow() == Task.current()));
            try {
              sleep(ofMillis(1));
            } catch (Cancelled cancelled) {
              transcript.add("cancelled");
              throw cancelled;
            } finally {
              lock.release();
            }
          });
      settle();
      held.close();
      waiter.requestCancel("test");
      assertThatThrownBy(waiter::join).isInstanceOf(TaskFailedException.class);
      assertThat(lock.holder()).isEmpty();
    });
    assertThat(transcript.lines()).containsExactly("has it: true", "cancelled");
  }

  @Test
  // docs/edges.md: E3
  void an_owner_that_ends_without_releasing_is_named_to_those_who_wait_and_who_come_later() {
    run(() -> {
      var careless =
          spawn(
              "careless",
              () -> {
                lock.acquire();
                sleep(ofMillis(1));
              });
      var waiting = spawn(() -> lock.acquire().close());
      careless.join();
      assertThatThrownBy(waiting::join).hasCauseInstanceOf(AbandonedException.class);
      assertThatThrownBy(lock::acquire)
          .isInstanceOf(AbandonedException.class)
          .hasMessageContaining("the door")
          .hasMessageContaining("careless");
      assertThatThrownBy(lock::tryAcquire).isInstanceOf(AbandonedException.class);
      assertThatThrownBy(lock::release).isInstanceOf(AbandonedException.class);
    });
  }

  @Test
  // docs/edges.md: E4
  void a_release_by_another_than_the_owner_or_once_too_often_is_an_error() {
    run(() -> {
      assertThatThrownBy(lock::release).isInstanceOf(IllegalMonitorStateException.class);
      var held = lock.acquire();
      var other = spawn(lock::release);
      assertThatThrownBy(other::join).hasCauseInstanceOf(IllegalMonitorStateException.class);
      assertThat(lock.holder()).hasValue(Task.current());
      held.close();
      assertThatThrownBy(held::close).isInstanceOf(IllegalMonitorStateException.class);
    });
  }

  @Test
  void a_lock_cannot_be_entered_twice_and_says_what_can() {
    run(() -> {
      try (var _ = lock.acquire()) {
        assertThatThrownBy(lock::acquire)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("ReentrantLock");
        assertThat(lock.tryAcquire()).isFalse();
      }
    });
  }

  @Test
  // docs/edges.md: E7
  void nobody_gets_between_a_release_and_the_run_of_the_one_who_waited() {
    run(() -> {
      var held = lock.acquire();
      var waiter = insideFor("waiter", 1);
      settle();
      held.close();
      assertThat(lock.tryAcquire()).isFalse();
      assertThat(lock.holder()).hasValue(waiter);
      waiter.join();
      assertThat(lock.tryAcquire()).isTrue();
      lock.release();
    });
  }

  @Test
  void every_acquire_is_a_checkpoint_also_of_a_free_lock() {
    run(() -> {
      var task =
          spawn(() -> {
            Task.current().requestCancel("by itself");
            try (var _ = lock.acquire()) {
              transcript.add("inside");
            }
          });
      assertThatThrownBy(task::join).isInstanceOf(TaskFailedException.class);
      assertThat(lock.holder()).isEmpty();
    });
    assertThat(transcript.lines()).isEmpty();
  }

  @Test
  void a_reentrant_lock_is_free_when_it_was_given_back_as_often_as_taken() {
    var reentrant = ReentrantLock.of("again");
    run(() -> {
      try (var _ = reentrant.acquire()) {
        try (var _ = reentrant.acquire()) {
          assertThat(reentrant.tryAcquire()).isTrue();
          assertThat(reentrant.holds()).isEqualTo(3);
          assertThat(reentrant).hasToString("ReentrantLock again[held by main 3 times]");
          reentrant.release();
        }
        var other = spawn(reentrant::tryAcquire);
        assertThat(other.join()).isFalse();
      }
      assertThat(reentrant.holder()).isEmpty();
      assertThatThrownBy(reentrant::release).isInstanceOf(IllegalMonitorStateException.class);
    });
  }

  // ---------------------------------------------------------------- conditions

  private final Condition changed = lock.newCondition();

  private Task<?> awaiting(String name) {
    return spawn(
        name,
        () -> {
          try (var _ = lock.acquire()) {
            changed.await();
            transcript.add(name + " has it: " + (lock.holder().orElseThrow() == Task.current()));
          }
        });
  }

  @Test
  // docs/edges.md: E5
  void a_cancelled_wait_for_a_condition_has_the_lock_again_when_it_ends() {
    run(() -> {
      var waiter =
          spawn(() -> {
            try (var _ = lock.acquire()) {
              try {
                changed.await();
              } finally {
                transcript.add("has it: " + (lock.holder().orElseThrow() == Task.current()));
              }
            }
          });
      settle();
      var held = lock.acquire();
      waiter.requestCancel("first");
      sleep(ofMillis(1));
      waiter.requestCancel("second, while it waits for the lock");
      sleep(ofMillis(1));
      transcript.add("released");
      held.close();
      assertThatThrownBy(waiter::join).isInstanceOf(TaskFailedException.class);
      assertThat(lock.holder()).isEmpty();
    });
    assertThat(transcript.lines()).containsExactly("released", "has it: true");
  }

  @Test
  void a_deadline_does_not_cut_short_the_taking_of_the_lock_after_a_wait() {
    run(() -> {
      var waiter =
          spawn(() -> {
            try (var _ = lock.acquire()) {
              boolean signalled = ignoreAfter(ofMillis(5), changed::await);
              transcript.add(signalled + " " + (lock.holder().orElseThrow() == Task.current()));
            }
          });
      settle();
      try (var _ = lock.acquire()) {
        sleep(ofMillis(20));
      }
      waiter.join();
    });
    assertThat(transcript.lines()).containsExactly("false true");
  }

  @Test
  // docs/edges.md: E6
  void a_signal_is_not_lost_with_a_waiter_that_is_cancelled_before_it_runs() {
    run(() -> {
      var first = awaiting("first");
      var second = awaiting("second");
      settle();
      try (var _ = lock.acquire()) {
        changed.signal();
        first.requestCancel("signalled already"); // it has got the signal, and this arrives later
      }
      first.join();
      assertThat(changed.waiting()).containsExactly(second);
      try (var _ = lock.acquire()) {
        second.requestCancel("not signalled");
        changed.signal(); // no task is there to take it
      }
      assertThatThrownBy(second::join).isInstanceOf(TaskFailedException.class);
    });
    assertThat(transcript.lines()).containsExactly("first has it: true");
  }

  @Test
  // docs/edges.md: E6
  void a_cancelled_waiter_leaves_its_signal_to_the_next() {
    run(() -> {
      var first = awaiting("first");
      var second = awaiting("second");
      settle();
      try (var _ = lock.acquire()) {
        first.requestCancel("not signalled");
        changed.signal();
      }
      second.join();
      assertThatThrownBy(first::join).isInstanceOf(TaskFailedException.class);
    });
    assertThat(transcript.lines()).containsExactly("second has it: true");
  }

  @Test
  // docs/edges.md: E23
  void a_signal_without_waiters_does_nothing_and_five_wake_the_two_who_wait() {
    run(() -> {
      try (var _ = lock.acquire()) {
        changed.signal();
        changed.signal(5);
        changed.signalAll();
      }
      var first = awaiting("first");
      var second = awaiting("second");
      settle();
      try (var _ = lock.acquire()) {
        changed.signal(5);
      }
      first.join();
      second.join();
    });
    assertThat(transcript.lines()).containsExactly("first has it: true", "second has it: true");
  }

  @Test
  void a_condition_is_for_the_task_that_has_the_lock() {
    run(() -> {
      assertThatThrownBy(changed::await).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(changed::signal).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(() -> changed.awaitUntil(() -> true))
          .isInstanceOf(IllegalMonitorStateException.class);
    });
  }

  @Test
  void a_wait_until_something_holds_looks_at_once_and_after_each_signal() {
    run(() -> {
      var count = new int[1];
      var waiter =
          spawn(() -> {
            try (var _ = lock.acquire()) {
              changed.awaitUntil(() -> count[0] >= 2);
              transcript.add("at " + count[0]);
              changed.awaitUntil(() -> true);
            }
          });
      for (int i = 1; i <= 3; i++) {
        settle();
        try (var _ = lock.acquire()) {
          count[0] = i;
          changed.signalAll();
        }
        if (i < 3) {
          sleep(ofMillis(1));
        }
      }
      waiter.join();
    });
    assertThat(transcript.lines()).containsExactly("at 2");
  }

  @Test
  void a_wait_under_a_reentrant_lock_gives_all_of_it_back_and_takes_all_of_it_again() {
    var reentrant = ReentrantLock.of();
    var condition = reentrant.newCondition();
    run(() -> {
      var waiter =
          spawn(() -> {
            try (var _ = reentrant.acquire();
                var _ = reentrant.acquire()) {
              condition.await();
              return reentrant.holds();
            }
          });
      settle();
      try (var _ = reentrant.acquire()) {
        condition.signal();
      }
      assertThat(waiter.join()).isEqualTo(2);
      assertThat(reentrant.holder()).isEmpty();
    });
  }

  // ---------------------------------------------------------------- readers and a writer

  private final ReadWriteLock book = ReadWriteLock.of("book");

  private Task<?> reader(String name) {
    return spawn(
        name,
        () -> {
          try (var _ = book.read()) {
            transcript.add(name);
            sleep(ofMillis(2));
          }
        });
  }

  private Task<?> writer(String name) {
    return spawn(
        name,
        () -> {
          try (var _ = book.write()) {
            assertThat(book.holders()).hasSize(1);
            transcript.add(name);
            sleep(ofMillis(2));
            transcript.add(name + " ends");
          }
        });
  }

  @Test
  void readers_share_and_wait_behind_a_writer_that_came_before() {
    run(() -> {
      reader("r1");
      reader("r2");
      var writer = writer("w");
      var late = reader("r3");
      settle();
      assertThat(book.holders()).hasSize(2);
      assertThat(book.waiting()).containsExactly(writer, late);
      assertThat(book).hasToString("ReadWriteLock book[read by r1, r2, 2 wait]");
      assertThat(book.tryRead()).isEmpty();
      late.join();
      assertThat(book.holders()).isEmpty();
    });
    assertThat(transcript.lines()).containsExactly("r1", "r2", "w", "w ends", "r3");
  }

  @Test
  void a_writer_that_is_cancelled_lets_the_readers_behind_it_in() {
    run(() -> {
      var first = reader("r1");
      var writer = writer("w");
      var late = reader("r2");
      settle();
      writer.requestCancel("test");
      settle();
      assertThat(book.holders()).containsExactly(first, late);
      first.join();
      late.join();
      assertThatThrownBy(writer::join).isInstanceOf(TaskFailedException.class);
    });
    assertThat(transcript.lines()).containsExactly("r1", "r2");
  }

  @Test
  void a_reader_cannot_take_it_once_more_nor_write() {
    run(() -> {
      try (var held = book.read()) {
        assertThatThrownBy(book::read).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(book::write).isInstanceOf(IllegalStateException.class);
        var other = spawn(held::close);
        assertThatThrownBy(other::join).hasCauseInstanceOf(IllegalMonitorStateException.class);
      }
      assertThat(book.tryWrite()).isPresent();
      assertThat(book.isWritten()).isTrue();
    });
  }

  @Test
  void a_reader_that_ends_without_giving_it_back_is_named() {
    run(() -> {
      spawn("careless", book::read).join();
      assertThatThrownBy(book::write)
          .isInstanceOf(AbandonedException.class)
          .hasMessageContaining("careless");
    });
  }

  // ---------------------------------------------------------------- at random

  @Test
  void whatever_is_cancelled_when_the_lock_is_always_had_by_one_and_free_at_the_end() {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var mine = Lock.of("seed " + seed);
      var condition = mine.newCondition();
      run(() -> {
        var inside = new int[1];
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          int pause = random.nextInt(4);
          boolean waits = random.nextBoolean();
          tasks.add(
              spawn(() -> {
                sleep(ofMillis(pause));
                try (var _ = mine.acquire()) {
                  assertThat(++inside[0]).isEqualTo(1);
                  try {
                    sleep(ofMillis(pause));
                    if (waits) {
                      inside[0]--;
                      try {
                        ignoreAfter(ofMillis(3), condition::await);
                      } finally {
                        assertThat(++inside[0]).isEqualTo(1);
                      }
                    } else {
                      condition.signal();
                    }
                  } finally {
                    inside[0]--;
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
        assertThat(mine.holder()).isEmpty();
        assertThat(mine.waiting()).isEmpty();
        assertThat(condition.waiting()).isEmpty();
      });
    }
  }
}
