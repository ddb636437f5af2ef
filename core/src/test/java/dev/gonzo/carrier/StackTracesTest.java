package dev.gonzo.carrier;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.Moment;
import dev.gonzo.Step;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Another thread takes stack traces all the time. That may delay a resume, but none is lost or
 * added.
 */
class StackTracesTest {
  private static final int SWITCHES = 50_000;
  private static final int MANY = 10;

  private final List<Thread> looked = new CopyOnWriteArrayList<>();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile boolean over;
  private final Thread observer = Thread.ofPlatform().daemon().start(this::observe);

  private void observe() {
    while (!over) {
      for (var thread : looked) {
        if (thread.getStackTrace().length > 0) {
          taken.incrementAndGet();
        }
      }
    }
  }

  @AfterEach
  void observerHasSeenMuchAndEnds() throws Exception {
    over = true;
    observer.join();
    assertThat(taken).hasValueGreaterThan(MANY);
  }

  /**
   * In the middle of the switches, waits for the observer, which may get no processor till then.
   */
  private void awaitObserver(int switches) {
    while (switches == SWITCHES / 2 && taken.get() <= MANY) {
      Thread.onSpinWait();
    }
  }

  @Test
  void of_two_tasks_that_take_turns() {
    var turns = new int[2];
    run(() -> {
      var tasks = List.of(spawn(() -> takeTurns(turns, 0)), spawn(() -> takeTurns(turns, 1)));
      for (var task : tasks) {
        task.join();
      }
    });
    assertThat(turns).containsExactly(SWITCHES, SWITCHES);
  }

  private void takeTurns(int[] turns, int self) {
    looked.add(Thread.currentThread());
    for (int i = 0; i < SWITCHES; i++) {
      turns[self]++;
      awaitObserver(i);
      yieldNow();
    }
  }

  @Test
  void of_tasks_that_wake_each_other() {
    var queue = new WaitQueue();
    var woken = new int[1];
    run(() -> {
      looked.add(Thread.currentThread());
      var waiter =
          spawn(() -> {
            looked.add(Thread.currentThread());
            for (int i = 0; i < SWITCHES; i++) {
              Coroutine.trap(new WaitOn(queue));
              woken[0]++;
            }
          });
      for (int i = 0; i < SWITCHES; i++) {
        while (Coroutine.trap(new Wake(queue, 1)) == 0) {
          yieldNow();
        }
        assertThat(woken[0]).isBetween(i, i + 1);
        awaitObserver(i);
      }
      waiter.join();
    });
    assertThat(woken[0]).isEqualTo(SWITCHES);
  }

  @Test
  void of_a_coroutine_that_is_driven_by_hand() {
    var body =
        Coroutine.of(() -> {
          long sum = 0;
          for (int i = 0; i < SWITCHES; i++) {
            sum += Coroutine.trap(new ReadClock()).nanos();
          }
          return sum;
        });
    Step<Long> step = body.send(null);
    looked.add(CoroutineDriver.thread(body));
    for (int i = 0; i < SWITCHES; i++) {
      assertThat(step).isInstanceOf(Step.Trapped.class);
      step = body.send(new Moment(1));
      awaitObserver(i);
    }
    assertThat(step).isEqualTo(new Step.Returned<>((long) SWITCHES));
  }

  @Test
  void of_coroutines_that_are_driven_inside_a_task_by_try_send() {
    run(() -> {
      looked.add(Thread.currentThread());
      var body =
          Coroutine.of(() -> {
            for (int i = 0; i < SWITCHES; i++) {
              Coroutine.trap(new ReadClock());
            }
            return "done";
          });
      Step<String> step = body.trySend(null);
      looked.add(CoroutineDriver.thread(body));
      for (int i = 0; i < SWITCHES; i++) {
        assertThat(step).isInstanceOf(Step.Trapped.class);
        step = body.trySend(new Moment(1));
        awaitObserver(i);
      }
      assertThat(step).isEqualTo(new Step.Returned<>("done"));
    });
  }

  @Tag("scheduler")
  @Test
  void of_a_task_that_yields_its_thread_and_parks_and_is_unparked() {
    run(() -> {
      looked.add(Thread.currentThread());
      var self = Thread.currentThread();
      Task<?> unparker =
          spawn(() -> {
            looked.add(Thread.currentThread());
            while (true) {
              LockSupport.unpark(self);
              yieldNow();
            }
          });
      for (int i = 0; i < SWITCHES / 10 || taken.get() < 20; i++) {
        LockSupport.park(this);
        Thread.yield();
      }
      unparker.cancel();
      assertThat(Task.current().name()).isEqualTo("main");
    });
  }
}
