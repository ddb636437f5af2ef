package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A coroutine that is driven by hand and is in a blocking call of the JDK. */
class ForeignBlockByHandTest {
  private final List<String> events = new ArrayList<>();
  private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();

  private Coroutine<String> taker() {
    return Coroutine.of(() -> {
      String taken = queue.take();
      Coroutine.trap(new YieldTurn());
      return taken;
    });
  }

  @Tag("realTime")
  @Test
  void send_waits_for_the_end_of_the_block() throws Exception {
    var taker = taker();
    var driver = Thread.currentThread();
    var other =
        Thread.ofPlatform()
            .start(() -> {
              Threads.awaitWaiting(driver);
              queue.add("item");
            });
    assertThat(taker.send(null)).isEqualTo(new Step.Trapped<>(new YieldTurn()));
    assertThat(taker.send(null)).isEqualTo(new Step.Returned<>("item"));
    other.join();
  }

  @Tag("scheduler")
  @Test
  void try_send_tells_the_block_and_looks_again() {
    var taker = taker();
    assertThat(taker.trySend(null)).isEqualTo(new Step.Blocked<>());
    assertThat(taker.trySend(null)).isEqualTo(new Step.Blocked<>());
    queue.add("item");
    assertThat(taker.send(null)).isEqualTo(new Step.Trapped<>(new YieldTurn()));
    assertThat(taker.trySend(null)).isEqualTo(new Step.Returned<>("item"));
  }

  @Tag("scheduler")
  @Test
  void a_blocked_one_takes_neither_an_answer_nor_an_exception() {
    var taker = taker();
    taker.trySend(null);
    assertThatIllegalStateException()
        .isThrownBy(() -> taker.send("answer"))
        .withMessageContaining("is in a foreign block");
    assertThatIllegalStateException()
        .isThrownBy(() -> taker.raise(new Exception()))
        .withMessageContaining("is in a foreign block");
    queue.add("item");
    taker.send(null);
    assertThat(taker.send(null)).isEqualTo(new Step.Returned<>("item"));
  }

  @Tag("scheduler")
  @Test
  void closing_a_blocked_one_interrupts_the_block_and_runs_the_clean_up() {
    var body =
        Coroutine.of(() -> {
          try {
            return queue.take();
          } finally {
            events.add("clean-up");
            try {
              Coroutine.trap(new YieldTurn());
            } catch (Cancelled cancelled) {
              events.add("cancelled");
            }
          }
        });
    assertThat(body.trySend(null)).isEqualTo(new Step.Blocked<>());
    body.close();
    assertThat(events).containsExactly("clean-up", "cancelled");
    assertThat(body.isDone()).isTrue();
  }

  @Tag("scheduler")
  @Test
  void closing_a_blocked_one_tells_of_a_clean_up_that_fails() {
    var body =
        Coroutine.of(() -> {
          try {
            return queue.take();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException("clean-up failed", interrupted);
          }
        });
    body.trySend(null);
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(body::close)
        .withMessageContaining("clean-up failed");
  }

  @Tag("scheduler")
  @Tag("realTime")
  @Test
  void closing_one_whose_block_is_not_interruptible_waits_for_its_end() throws Exception {
    var lock = new Object();
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var holder =
        Thread.ofPlatform()
            .start(() -> {
              synchronized (lock) {
                held.countDown();
                awaitUninterrupted(release);
              }
            });
    held.await();
    var body =
        Coroutine.of(() -> {
          synchronized (lock) {
            events.add("entered");
          }
          return Coroutine.trap(new ReadClock());
        });
    assertThat(body.trySend(null)).isEqualTo(new Step.Blocked<>());
    var driver = Thread.currentThread();
    var releaser =
        Thread.ofPlatform()
            .start(() -> {
              Threads.awaitWaiting(driver);
              release.countDown();
            });
    body.close();
    assertThat(events).containsExactly("entered");
    assertThat(body.outcome()).isInstanceOf(Outcome.Cancellation.class);
    holder.join();
    releaser.join();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Tag("realTime")
  @Test
  void an_interrupt_of_the_driver_reaches_the_block_and_stays_with_the_driver() throws Exception {
    var body =
        Coroutine.of(() -> {
          try {
            return queue.take();
          } catch (InterruptedException interrupted) {
            return "interrupted";
          }
        });
    var driver = Thread.currentThread();
    var other =
        Thread.ofPlatform()
            .start(() -> {
              Threads.awaitWaiting(driver);
              driver.interrupt();
            });
    assertThat(body.send(null)).isEqualTo(new Step.Returned<>("interrupted"));
    assertThat(Thread.interrupted()).isTrue();
    other.join();
  }

  @Tag("realTime")
  @Test
  void a_left_over_permit_of_the_driver_ends_no_block() throws Exception {
    var taker = taker();
    var driver = Thread.currentThread();
    LockSupport.unpark(driver);
    var other =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 100; i++) {
                Threads.awaitWaiting(driver);
                LockSupport.unpark(driver);
              }
              queue.add("item");
            });
    assertThat(taker.send(null)).isEqualTo(new Step.Trapped<>(new YieldTurn()));
    taker.close();
    other.join();
  }

  @Test
  void unparks_and_interrupts_do_not_answer_a_trap() {
    var body =
        Coroutine.of(() -> {
          long answer = Coroutine.trap(new ReadClock()).nanos();
          return answer + " " + Thread.interrupted();
        });
    assertThat(body.send(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    LockSupport.unpark(body.thread());
    body.thread().interrupt();
    LockSupport.unpark(body.thread());
    assertThat(body.isDone()).isFalse();
    assertThat(body.send(new Moment(8))).isEqualTo(new Step.Returned<>("8 true"));
  }
}
