package dev.gonzo.carrier;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Cancelled;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.ChildJvm;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.LogCapture;
import dev.gonzo.Step;
import dev.gonzo.Threads;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Behaviour specific to the baton: a foreign block keeps it, and due events are delivered
 * nevertheless.
 */
@Tag("baton")
@Tag("realTime")
class BatonTest {
  private static final Duration SOON = Duration.ofMillis(30);
  private static final long NEVER_NANOS = 60_000_000_000L;

  private final List<String> events = new ArrayList<>();

  @Test
  void these_tests_run_on_the_baton() {
    assertThat(Carrier.name()).isEqualTo("baton");
  }

  @Test
  void a_foreign_block_holds_the_others_up_until_it_is_over() throws Exception {
    run(() -> {
      var other = spawn(() -> events.add("other"));
      Thread.sleep(SOON);
      events.add("slept");
      boolean _ = other.join();
    });
    assertThat(events).containsExactly("slept", "other");
  }

  @Test
  void a_deadline_interrupts_the_foreign_block_and_leaves_no_flag() throws Exception {
    try (var log = new LogCapture()) {
      run(() -> {
        assertThat(ignoreAfter(SOON, () -> Thread.sleep(60_000))).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        yieldNow();
        assertThat(ignoreAfter(SOON, () -> new LinkedBlockingQueue<>().take()).isEmpty()).isTrue();
        Thread.sleep(1);
      });
      assertThat(log.messages()).noneMatch(message -> message.startsWith("a deadline"));
    }
  }

  @Test
  void of_two_deadlines_the_outer_one_wins_though_both_have_passed() throws Exception {
    run(() ->
        assertThatExceptionOfType(DeadlineExceededException.class)
            .isThrownBy(() ->
                timeoutAfter(
                    SOON,
                    () -> {
                      try {
                        return timeoutAfter(
                            SOON,
                            () -> {
                              Thread.sleep(60_000);
                              return "slept";
                            });
                      } catch (DeadlineExceededException inner) {
                        return "the inner one";
                      }
                    })));
  }

  @Test
  void a_deadline_reaches_the_block_of_a_coroutine_that_the_task_drives() throws Exception {
    run(() -> {
      var inner =
          Coroutine.of(() -> {
            Thread.sleep(60_000);
            return "slept";
          });
      var stopped =
          ignoreAfter(
              SOON,
              () -> {
                events.add(inner.send(null).toString());
                yieldNow();
                return "not reached";
              });
      assertThat(stopped.isEmpty()).isTrue();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    });
  }

  @Test
  void a_shield_keeps_the_interrupt_out() throws Exception {
    run(() ->
        assertThatExceptionOfType(DeadlineExceededException.class)
            .isThrownBy(() ->
                timeoutAfter(
                    Duration.ofMillis(5),
                    () -> {
                      withoutCancellation(() -> {
                        Thread.sleep(100);
                        return events.add("not interrupted");
                      });
                      sleep(SOON); // the kernel reads the clock again
                      return events.add("not reached");
                    })));
    assertThat(events).containsExactly("not interrupted");
  }

  @Test
  void whoever_interrupts_run_interrupts_the_block_of_the_main_task() throws Exception {
    var caller = Thread.currentThread();
    var interrupter =
        Thread.ofPlatform()
            .start(() -> {
              Threads.awaitWaiting(caller);
              caller.interrupt();
            });
    assertThatExceptionOfType(Cancelled.class)
        .isThrownBy(() ->
            run(() -> {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException interrupted) {
                events.add("interrupted");
              }
              yieldNow();
              events.add("not reached");
            }));
    assertThat(Thread.interrupted()).isTrue();
    interrupter.join();
    assertThat(events).containsExactly("interrupted");
  }

  @Test
  void the_watchdog_names_the_block_and_what_to_do() throws Exception {
    try (var log = new LogCapture()) {
      run(() -> {
        do {
          Thread.sleep(400);
        } while (log.messages().isEmpty());
      });
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("It blocks in a call of the JDK")
          .contains("use runInThread(...)")
          .contains("at " + BatonTest.class.getName());
    }
  }

  @RepeatedTest(100) // in most of them the permit and the baton arrive together
  void a_permit_that_came_during_a_trap_is_there_for_the_next_wait_of_the_users() {
    run(() -> {
      var queue = new WaitQueue();
      var threads = new Thread[1];
      var waiter =
          spawn(() -> {
            threads[0] = Thread.currentThread();
            Coroutine.trap(new WaitOn(queue));
            return passesAPark();
          });
      yieldNow();
      Threads.awaitWaiting(threads[0]);
      LockSupport.unpark(threads[0]);
      Coroutine.trap(new Wake(queue, 1));
      assertThat(waiter.join()).isTrue();
    });
  }

  @RepeatedTest(100)
  void a_permit_that_came_while_a_thread_drove_is_there_for_its_next_wait() {
    Thread driver = Thread.currentThread();
    var coroutine =
        Coroutine.of(() -> {
          LockSupport.unpark(driver);
          Coroutine.trap(new YieldTurn());
          return null;
        });
    assertThat(coroutine.send(null)).isInstanceOf(Step.Trapped.class);
    assertThat(passesAPark()).isTrue();
    coroutine.close();
  }

  private static boolean passesAPark() {
    long start = System.nanoTime();
    LockSupport.parkNanos(NEVER_NANOS);
    return System.nanoTime() - start < NEVER_NANOS;
  }

  /** A program whose JDK has only one thread for virtual threads. */
  static final class Cramped {
    private static final class Suspending {
      static final Throwable MET = catchThrowable(() -> Coroutine.trap(new YieldTurn()));
    }

    private static final class Driving {
      static final Throwable MET = catchThrowable(() -> Coroutine.of(() -> "driven").send(null));
    }

    public static void main(String[] arguments) {
      run(() -> {
        System.out.println(Suspending.MET.getClass().getName());
        System.out.println(Driving.MET.getMessage());
        yieldNow();
      });
    }
  }

  @Test
  void one_that_keeps_the_last_thread_of_the_jdk_is_refused_and_hangs_nobody() throws Exception {
    var ended =
        ChildJvm.runPlain(
            Cramped.class,
            "-Dgonzo.carrier=baton",
            "-Dgonzo.watchdog=0",
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .containsExactly(
            CannotSuspendException.class.getName(),
            "a coroutine cannot be driven from a class initialiser or a native frame of another");
  }
}
