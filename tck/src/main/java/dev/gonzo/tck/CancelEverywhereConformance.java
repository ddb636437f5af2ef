package dev.gonzo.tck;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.sync.Condition;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Semaphore;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.trap.SchedulingTrap;
import org.junit.jupiter.api.Test;

/**
 * Properties that hold wherever a cancellation arrives: each scenario is cancelled at every one of
 * its checkpoints.
 */
@Specified({"2.13", "2.14", "3.4", "3.5", "4.1", "4.2", "4.4"})
public abstract class CancelEverywhereConformance extends Conformance {
  private CancelEverywhere everywhere() {
    return CancelEverywhere.on(this::kernel);
  }

  /** Creates the chapter. */
  protected CancelEverywhereConformance() {
    super(SchedulingTrap.class);
  }

  @Test
  void a_group_of_three_ends_with_all_its_members_wherever_it_is_cancelled() {
    int runs =
        everywhere()
            .check(() ->
                new Scenario() {
                  private int begun;
                  private int ended;

                  @Override
                  public void run() {
                    try (var group = TaskGroup.<Integer>open()) {
                      for (int i = 1; i <= 3; i++) {
                        int number = i;
                        group.spawn(() -> member(number));
                      }
                      group.join();
                    }
                  }

                  private int member(int number) {
                    begun++;
                    try {
                      sleep(ofMillis(number));
                      return number;
                    } finally {
                      sleep(ofMillis(1));
                      ended++;
                    }
                  }

                  @Override
                  public void check() {
                    // A clean-up that is itself cancelled on entry is cut short; all the others
                    // ran.
                    assertThat(begun - ended).isBetween(0, 1);
                  }
                });
    assertThat(runs).isGreaterThan(20);
  }

  @Test
  // docs/edges.md: rule 4
  void nested_deadlines_leave_nothing_behind_wherever_they_are_cancelled() {
    everywhere()
        .check(() ->
            new Scenario() {
              @Override
              public void run() {
                ignoreAfter(
                    ofMillis(10),
                    () -> {
                      ignoreAfter(ofMillis(5), () -> sleep(ofMillis(20)));
                      withoutCancellation(() -> sleep(ofMillis(1)));
                      sleep(ofMillis(20));
                    });
              }

              @Override
              public void check() {
                // A new deadline works, and no old one arrives.
                assertThat(ignoreAfter(ofMillis(5), () -> sleep(ofMillis(50)))).isFalse();
                timeoutAfter(ofMillis(500), () -> sleep(ofMillis(100)));
              }
            });
  }

  @Test
  void a_lock_is_handed_over_and_free_at_the_end_wherever_it_is_cancelled() {
    everywhere()
        .check(() ->
            new Scenario() {
              private final Lock lock = Lock.of();
              private int inside;

              @Override
              public void run() {
                try (var group = TaskGroup.<Void>open()) {
                  for (int i = 0; i < 3; i++) {
                    group.spawn(this::work);
                  }
                  work();
                  group.join();
                }
              }

              private void work() {
                try (var _ = lock.acquire()) {
                  assertThat(++inside).isEqualTo(1);
                  try {
                    sleep(ofMillis(1));
                  } finally {
                    inside--;
                  }
                }
              }

              @Override
              public void check() {
                assertThat(lock.holder()).isEmpty();
                assertThat(lock.waiting()).isEmpty();
                timeoutAfter(ofMillis(5), this::work);
              }
            });
  }

  @Test
  void a_condition_loses_no_lock_and_no_signal_wherever_it_is_cancelled() {
    everywhere()
        .check(() ->
            new Scenario() {
              private final Lock lock = Lock.of();
              private final Condition filled = lock.newCondition();
              private int made;
              private int taken;
              private int kept;

              @Override
              public void run() {
                try (var group = TaskGroup.<Void>open()) {
                  group.spawn(this::take);
                  group.spawn(this::take);
                  group.spawn(this::make);
                  make();
                  group.join();
                }
              }

              private void make() {
                try (var _ = lock.acquire()) {
                  sleep(ofMillis(1));
                  made++;
                  kept++;
                  filled.signal();
                }
              }

              private void take() {
                try (var _ = lock.acquire()) {
                  while (kept == 0) {
                    filled.await();
                    assertThat(lock.holder()).hasValue(Task.current());
                  }
                  kept--;
                  taken++;
                }
              }

              @Override
              public void check() {
                assertThat(lock.holder()).isEmpty();
                assertThat(lock.waiting()).isEmpty();
                assertThat(filled.waiting()).isEmpty();
                assertThat(kept).isEqualTo(made - taken);
              }
            });
  }

  @Test
  // docs/edges.md: rule 3
  void no_permit_is_lost_wherever_it_is_cancelled() {
    everywhere()
        .check(() ->
            new Scenario() {
              private final Semaphore semaphore = Semaphore.of(3);

              @Override
              public void run() {
                try (var group = TaskGroup.<Void>open()) {
                  group.spawn(() -> work(2));
                  group.spawn(() -> work(3));
                  group.spawn(() -> work(1));
                  work(2);
                  group.join();
                }
              }

              private void work(int count) {
                try (var _ = semaphore.acquire(count)) {
                  sleep(ofMillis(count));
                }
              }

              @Override
              public void check() {
                assertThat(semaphore.available()).isEqualTo(3);
                assertThat(semaphore.waiting()).isEmpty();
                assertThat(semaphore.holders()).isEmpty();
              }
            });
  }
}
