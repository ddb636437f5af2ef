package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Coroutines that are driven by hand from all kinds of Java code. */
class NestedCoroutinesTest {
  private static final int TURNS = 50;

  /** Drives a coroutine that traps several times, and returns how often it stopped. */
  private static String driven() {
    var body =
        Coroutine.of(() -> {
          long sum = 0;
          for (int i = 0; i < TURNS; i++) {
            sum += Coroutine.trap(new ReadClock()).nanos();
          }
          return sum;
        });
    int stops = 0;
    Step<Long> step = body.send(null);
    while (step instanceof Step.Trapped) {
      stops++;
      step = body.send(new Moment(1));
    }
    return stops + " " + step;
  }

  private static final String EXPECTED = TURNS + " Returned[value=" + TURNS + "]";

  @Test
  void from_an_ordinary_thread() {
    assertThat(driven()).isEqualTo(EXPECTED);
  }

  @Test
  void from_a_virtual_thread_of_the_jdk() throws Exception {
    var result = new AtomicReference<String>();
    var driver = Thread.ofVirtual().start(() -> result.set(driven()));
    driver.join();
    assertThat(result).hasValue(EXPECTED);
  }

  @Test
  void from_inside_a_task() {
    assertThat(Gonzo.<String, RuntimeException>run(() -> driven())).isEqualTo(EXPECTED);
  }

  @Test
  void from_a_guest_of_a_task() throws Exception {
    var result = new AtomicReference<String>();
    run(() -> {
      var guest = Thread.ofVirtual().start(() -> result.set(driven()));
      guest.join();
    });
    assertThat(result).hasValue(EXPECTED);
  }

  @Test
  void from_a_worker_thread() throws Exception {
    var result = new AtomicReference<String>();
    run(() -> Gonzo.runInThread(() -> result.getAndSet(driven())));
    assertThat(result).hasValue(EXPECTED);
  }

  @Test
  void from_another_coroutine_three_deep() {
    var outermost =
        Coroutine.of(() -> Coroutine.of(() -> Coroutine.of(() -> driven()).send(null)).send(null));
    assertThat(outermost.send(null).toString())
        .isEqualTo("Returned[value=Returned[value=Returned[value=" + EXPECTED + "]]]");
  }

  /** Passes each trap of a coroutine on to the driver of the running one. */
  private static <T> T passingOn(Coroutine<T> inner) throws Exception {
    Step<T> step = inner.send(null);
    while (step instanceof Step.Trapped<T>(var trap)) {
      step = inner.send(Coroutine.trap(trap));
    }
    return switch (step) {
      case Step.Returned<T>(var value) -> value;
      default -> throw new AssertionError(step);
    };
  }

  @Test
  void traps_pass_through_every_level_to_the_outermost_driver() {
    var innermost = Coroutine.of(() -> Moment.now().nanos() + Moment.now().nanos());
    var middle = Coroutine.of(() -> passingOn(innermost));
    var outermost = Coroutine.of(() -> passingOn(middle));
    assertThat(outermost.send(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    assertThat(outermost.send(new Moment(20))).isEqualTo(new Step.Trapped<>(new ReadClock()));
    assertThat(outermost.send(new Moment(22))).isEqualTo(new Step.Returned<>(42L));
  }

  @Test
  void the_innermost_is_moved_between_drivers_between_its_steps() throws Exception {
    var moved =
        Coroutine.of(() -> {
          var threads = new ArrayList<Long>();
          for (int i = 0; i < 4; i++) {
            threads.add(Thread.currentThread().threadId());
            Coroutine.trap(new YieldTurn());
          }
          return threads.stream().distinct().count();
        });
    moved.send(null);
    Thread.ofVirtual().start(() -> moved.send(null)).join();
    run(() -> moved.send(null));
    Coroutine.of(() -> moved.send(null)).send(null);
    assertThat(moved.send(null)).isEqualTo(new Step.Returned<>(1L));
  }

  @Tag("scheduler")
  @Test
  void a_task_that_waits_for_a_blocked_coroutine_holds_nobody_up() throws Exception {
    var queue = new LinkedBlockingQueue<String>();
    var events = new ArrayList<String>();
    run(() -> {
      var ticker =
          spawn(() -> {
            for (int i = 0; i < 3; i++) {
              yieldNow();
              events.add("tick");
            }
            queue.add("item");
          });
      var blocked = Coroutine.of(() -> queue.take());
      events.add("" + blocked.send(null));
      ticker.join();
    });
    assertThat(events).containsExactly("tick", "tick", "tick", "Returned[value=item]");
  }

  @Tag("scheduler")
  @Test
  void a_cancellation_reaches_the_foreign_block_of_a_coroutine_that_a_task_drives() {
    var never = new LinkedBlockingQueue<String>();
    var steps = new ArrayList<Step<?>>();
    run(() -> {
      var driver =
          spawn(() -> {
            steps.add(Coroutine.of(never::take).send(null));
            yieldNow();
            throw new AssertionError("the checkpoint lets the cancellation pass");
          });
      while (driver.state() != TaskState.BLOCKED) {
        yieldNow();
      }
      driver.cancel();
      assertThat(driver.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(steps)
        .singleElement()
        .isInstanceOfSatisfying(
            Step.Threw.class,
            threw -> assertThat(threw.cause()).isInstanceOf(InterruptedException.class));
  }

  private static int depth(int levels) {
    if (levels == 0) {
      Coroutine.trap(new YieldTurn());
      return 0;
    }
    return 1 + depth(levels - 1);
  }

  @Test
  void a_deep_recursion_suspends_and_comes_back() {
    var deep = Coroutine.of(() -> depth(2_000));
    assertThat(deep.send(null)).isEqualTo(new Step.Trapped<>(new YieldTurn()));
    assertThat(deep.send(null)).isEqualTo(new Step.Returned<>(2_000));
  }

  @Tag("scheduler")
  @Test
  // docs/edges.md: H7
  void a_task_suspends_below_thousands_of_calls() {
    run(() -> assertThat(depth(8_000)).isEqualTo(8_000));
  }

  @SuppressWarnings("InfiniteRecursion") // to overflow the stack
  private static int endless(int level) {
    return endless(level + 1) + 1;
  }

  @Test
  void an_endless_recursion_fails_the_coroutine_and_not_its_driver() {
    var endless = Coroutine.of(() -> endless(0));
    assertThat(endless.send(null))
        .isInstanceOfSatisfying(
            Step.Threw.class,
            threw -> assertThat(threw.cause()).isInstanceOf(StackOverflowError.class));
    assertThat(driven()).isEqualTo(EXPECTED);
  }

  @Test
  void an_endless_recursion_fails_the_task_and_not_its_kernel() {
    run(() -> {
      var task = spawn(() -> endless(0));
      assertThat(catchThrowable(task::join))
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseInstanceOf(StackOverflowError.class);
    });
  }

  @Tag("realTime")
  @Test
  void run_is_refused_inside_a_coroutine() {
    List<String> messages = new ArrayList<>();
    Coroutine.of(
            () -> {
              assertThatIllegalStateException()
                  .isThrownBy(() -> run(() -> sleep(Duration.ZERO)))
                  .withMessageContaining("run(...) is for ordinary threads")
                  .satisfies(refused -> messages.add(refused.getMessage()));
              return null;
            })
        .send(null);
    assertThat(messages).hasSize(1);
  }
}
