package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.SetClock;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.kernel.TaskWalk;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.sync.Lock;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Walks through the tasks of a kernel, which is stepped by hand. */
class TaskWalkTest {
  private final SetClock clock = new SetClock();
  private final LoopKernel kernel = new LoopKernel(clock, new NoDevices(), JvmServices::new);
  private final RunningLoop running = new RunningLoop(kernel);

  @AfterEach
  void end() {
    kernel.end().abandon("the test has ended");
    kernel.step(1);
    kernel.close();
  }

  /** Starts a program, and runs it until its tasks wait for their timers. */
  private void begin(AsyncCallable<?, ?> body) {
    kernel.start(body);
    settle();
  }

  private void settle() {
    do {
      kernel.step(64);
    } while (kernel.waitNanos() == 0);
  }

  /** Begins a program with a number of tasks that sleep, beside the main task. */
  private void beginSleepers(int count) {
    begin(() -> {
      for (int i = 0; i < count; i++) {
        spawnDaemon("sleeper", () -> sleep(ofHours(1)));
      }
      sleep(ofHours(1));
      return null;
    });
  }

  private List<TaskView> filled(Future<List<TaskView>> page) {
    while (!page.isDone()) {
      assertThat(kernel.waitNanos()).as("it waits, and a page is not filled").isZero();
      kernel.step(64);
    }
    return page.resultNow();
  }

  private TaskView view(String name) {
    return filled(running.walk(0).next(100)).stream()
        .filter(view -> view.task().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void each_task_is_shown_with_what_it_waits_for_and_who_holds_that() {
    var lock = Lock.of("account");
    begin(() -> {
      sleep(ofSeconds(5));
      Task<?> first =
          spawn(
              "first",
              () -> {
                try (var _ = lock.acquire()) {
                  sleep(ofHours(1));
                }
              });
      spawn("second", lock::acquire);
      spawn("third", lock::acquire);
      spawnDaemon("joiner", first::join);
      sleep(ofHours(1));
      return null;
    });
    clock.forward(ofSeconds(5).toNanos());
    settle();

    TaskView main = view("main");
    TaskView first = view("first");
    assertThat(main.parent()).isNull();
    assertThat(main.age()).isEqualTo(ofSeconds(5));
    assertThat(first.age()).isEqualTo(Duration.ZERO);
    assertThat(first.parent()).isSameAs(main.task());
    assertThat(first.state()).isEqualTo(TaskState.SUSPENDED);
    assertThat(first.turns()).isEqualTo(1);
    assertThat(first.place().orElseThrow().getClassName()).startsWith(TaskWalkTest.class.getName());
    assertThat(first.waiting()).isEqualTo(new TaskView.Wait("Sleep", "", 0, List.of()));
    TaskView.Wait second = view("second").waiting();
    assertThat(second).isNotNull();
    assertThat(second.trap()).isEqualTo("WaitOn");
    assertThat(second.subject()).isEqualTo("Lock account[held by first, 2 wait]");
    assertThat(second.holders()).containsExactly(first.task());
    assertThat(second.queue()).isNotZero();
    assertThat(view("third").waiting()).isEqualTo(second);
    assertThat(view("joiner").waiting())
        .isEqualTo(new TaskView.Wait("Join", "first", 0, List.of(first.task())));
    assertThat(view("joiner").task().isDaemon()).isTrue();
  }

  @Test
  void a_page_is_filled_by_many_steps_with_turns_between_them() {
    beginSleepers(1_000);
    int[] turns = {0};
    kernel.spawn(
        Coroutine.of(() -> {
          while (true) {
            turns[0]++;
            dev.gonzo.Gonzo.yieldNow();
          }
        }));
    kernel.step(1);
    Future<List<TaskView>> page = running.walk(0).next(TaskWalk.MOST_TASKS);
    int before = turns[0];
    int steps = 0;
    while (!page.isDone()) {
      kernel.step(1);
      steps++;
    }
    assertThat(page.resultNow()).hasSize(1_002);
    assertThat(steps).isBetween(1_002 / TaskWalks.MOST_READ, 1_002 / TaskWalks.MOST_READ + 2);
    assertThat(turns[0] - before).isBetween(steps - 1, steps);
  }

  @Test
  void pages_follow_each_other_and_the_last_is_empty() {
    beginSleepers(299);
    var walk = running.walk(0);
    var ids = new ArrayList<Long>();
    for (List<TaskView> page = filled(walk.next(70));
        !page.isEmpty();
        page = filled(walk.next(70))) {
      assertThat(page.size()).isEqualTo(ids.size() < 280 ? 70 : 20);
      page.forEach(view -> ids.add(view.task().id()));
    }
    assertThat(ids).hasSize(300).isSorted().doesNotHaveDuplicates();
    assertThat(filled(walk.next(70))).isEmpty();
  }

  @Test
  void a_walk_begins_at_a_number_and_finds_it_in_steps() {
    beginSleepers(3 * TaskWalks.MOST_PASSED);
    long from = 2L * TaskWalks.MOST_PASSED + 7;
    Future<List<TaskView>> page = running.walk(from).next(1);
    int steps = 0;
    while (!page.isDone()) {
      kernel.step(1);
      steps++;
    }
    assertThat(page.resultNow().getFirst().task().id()).isEqualTo(from);
    assertThat(steps).isBetween(3, 4);
  }

  @Test
  void tasks_that_end_meanwhile_do_not_end_the_walk() {
    beginSleepers(20);
    var walk = running.walk(0);
    List<TaskView> first = filled(walk.next(5));
    // The next one, the one after it, one that was seen, and the last.
    for (int id : List.of(5, 6, 2, 20)) {
      LoopTask<?> leaves = (LoopTask<?>) filled(running.walk(id).next(1)).getFirst().task();
      assertThat(leaves.requestCancel(new dev.gonzo.Cancelled("test", "test"))).isTrue();
    }
    kernel.step(64);
    assertThat(first).hasSize(5);
    assertThat(filled(walk.next(100)).stream().map(view -> view.task().id()))
        .containsExactly(7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
  }

  @Test
  void a_walk_that_is_closed_gives_up_its_page_and_its_place() {
    beginSleepers(200);
    var walk = running.walk(0);
    Future<List<TaskView>> page = walk.next(200);
    kernel.step(1);
    walk.close();
    walk.close();
    assertThat(page.isCancelled()).isTrue();
    assertThatThrownBy(() -> walk.next(1)).hasMessageContaining("begin another");
    kernel.step(64);
    kernel.step(64);
    assertThat(kernel.waitNanos()).isNotZero();
    assertThat(filled(running.walk(0).next(300))).hasSize(201);
  }

  @Test
  void a_page_at_a_time_and_of_a_bounded_size() {
    beginSleepers(1);
    var walk = running.walk(0);
    walk.next(1);
    assertThatThrownBy(() -> walk.next(1)).hasMessageContaining("wait for it");
    assertThatThrownBy(() -> walk.next(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> walk.next(TaskWalk.MOST_TASKS + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_pages_of_a_kernel_that_has_ended_are_empty() {
    beginSleepers(5);
    kernel.end().abandon("it is over");
    kernel.step(1);
    Future<List<TaskView>> asked = running.walk(0).next(10);
    assertThat(asked.isDone()).isFalse();
    kernel.close();
    assertThat(asked.resultNow()).isEmpty();
    assertThat(running.walk(0).next(10).resultNow()).isEmpty();
    assertThat(running.runningTask()).isEmpty();
  }

  @Test
  void a_programs_own_lock_may_throw_and_talk_too_much() {
    WaitQueue.Subject talks =
        new WaitQueue.Subject() {
          @Override
          public List<Task<?>> holders() {
            throw new IllegalStateException("no");
          }

          @Override
          public String toString() {
            return "😀".repeat(10_000);
          }
        };
    WaitQueue.Subject throwing =
        new WaitQueue.Subject() {
          @Override
          public List<Task<?>> holders() {
            return java.util.Collections.nCopies(1_000, Task.current());
          }

          @Override
          public String toString() {
            throw new StackOverflowError();
          }
        };
    begin(() -> {
      spawnDaemon("one", () -> Coroutine.trap(new WaitOn(new WaitQueue(talks))));
      spawnDaemon("other", () -> Coroutine.trap(new WaitOn(new WaitQueue(throwing))));
      sleep(ofHours(1));
      return null;
    });
    TaskView.Wait one = view("one").waiting();
    assertThat(one).isNotNull();
    assertThat(one.holders()).isEmpty();
    assertThat(one.subject()).endsWith("😀…").hasSizeLessThanOrEqualTo(200);
    TaskView.Wait other = view("other").waiting();
    assertThat(other).isNotNull();
    assertThat(other.subject()).contains("its text cannot be read");
  }
}
