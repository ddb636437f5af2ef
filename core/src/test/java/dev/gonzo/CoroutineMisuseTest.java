package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mistakes of a driver are refused at once, and the coroutine stays where it was. */
class CoroutineMisuseTest {
  private static Coroutine<Moment> clock() {
    return Coroutine.of(() -> Coroutine.trap(new ReadClock()));
  }

  @Test
  // docs/edges.md: H12
  void an_answer_of_the_wrong_kind_is_refused_and_the_right_one_still_taken() {
    var clock = clock();
    clock.send(null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.send("noon"))
        .withMessage("ReadClock[] is answered with a value of Moment, not with String noon");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.send(null))
        .withMessage("ReadClock[] is answered with a value of Moment, not with null");
    assertThat(clock.send(new Moment(3))).isEqualTo(new Step.Returned<>(new Moment(3)));
  }

  @Test
  void a_trap_without_an_answer_takes_null_only() {
    var turn = Coroutine.of(() -> Coroutine.trap(new YieldTurn()));
    turn.send(null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> turn.send("anything"))
        .withMessage("YieldTurn[] is answered with null, not with String anything");
    assertThat(turn.send(null)).isEqualTo(new Step.Returned<>(null));
  }

  @Test
  void a_first_answer_answers_nothing() {
    var clock = clock();
    assertThatIllegalStateException()
        .isThrownBy(() -> clock.send(new Moment(3)))
        .withMessageContaining("has not begun")
        .withMessageContaining("send null first");
    assertThat(clock.send(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    clock.close();
  }

  @Test
  void one_that_has_ended_takes_no_answer() {
    var clock = clock();
    clock.send(null);
    clock.send(new Moment(3));
    assertThatIllegalStateException()
        .isThrownBy(() -> clock.send(new Moment(4)))
        .withMessageContaining("has ended");
    assertThatIllegalStateException()
        .isThrownBy(() -> clock.trySend(null))
        .withMessageContaining("has ended");
    assertThatIllegalStateException()
        .isThrownBy(() -> clock.raise(new Exception()))
        .withMessageContaining("has ended");
  }

  @Test
  void nothing_cannot_be_raised() {
    var clock = clock();
    clock.send(null);
    assertThatNullPointerException().isThrownBy(() -> clock.raise(null));
    clock.close();
  }

  @Test
  void its_outcome_and_its_thread_come_in_their_time() {
    var clock = clock();
    assertThatIllegalStateException()
        .isThrownBy(clock::thread)
        .withMessageContaining("has not begun");
    clock.send(null);
    assertThat(clock.thread().isAlive()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(clock::outcome)
        .withMessageContaining("has not ended");
    clock.send(new Moment(3));
    assertThat(clock.outcome().value()).isEqualTo(new Moment(3));
  }

  @Test
  void it_cannot_drive_raise_at_or_close_itself() {
    var self = new AtomicReference<Coroutine<String>>();
    self.set(
        Coroutine.of(() -> {
          assertThatIllegalStateException()
              .isThrownBy(() -> self.get().send(null))
              .withMessageContaining("cannot drive or close itself");
          assertThatIllegalStateException()
              .isThrownBy(() -> self.get().raise(new Exception()))
              .withMessageContaining("cannot drive or close itself");
          assertThatIllegalStateException()
              .isThrownBy(() -> self.get().close())
              .withMessageContaining("cannot drive or close itself");
          return "unharmed";
        }));
    assertThat(self.get().send(null)).isEqualTo(new Step.Returned<>("unharmed"));
  }

  @Test
  void two_cannot_drive_each_other() {
    var outer = new AtomicReference<Coroutine<String>>();
    var inner =
        Coroutine.of(() -> {
          assertThatIllegalStateException()
              .isThrownBy(() -> outer.get().send(null))
              .withMessageContaining("only one thread may drive it at a time");
          return "inner";
        });
    outer.set(Coroutine.of(() -> "outer of " + inner.send(null)));
    assertThat(outer.get().send(null))
        .isEqualTo(new Step.Returned<>("outer of " + new Step.Returned<>("inner")));
  }

  @Test
  // docs/edges.md: H12
  void a_second_thread_is_refused_while_the_first_one_drives() throws Exception {
    var inside = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var slow =
        Coroutine.of(() -> {
          inside.countDown();
          leave.await();
          return Coroutine.trap(new ReadClock());
        });
    var first = Thread.ofPlatform().name("first").start(() -> slow.send(null));
    inside.await();
    assertThatIllegalStateException()
        .isThrownBy(() -> slow.send(null))
        .withMessage(
            "the coroutine is being driven by thread first: only one thread may drive"
                + " it at a time");
    assertThatIllegalStateException()
        .isThrownBy(slow::close)
        .withMessageContaining("being driven by thread first");
    leave.countDown();
    first.join();
    assertThat(slow.send(new Moment(1))).isEqualTo(new Step.Returned<>(new Moment(1)));
  }

  @Test
  void of_many_threads_that_begin_it_one_does() throws Exception {
    for (int round = 0; round < 200; round++) {
      var begun = new AtomicInteger();
      var refused = new AtomicInteger();
      var body =
          Coroutine.of(() -> {
            begun.incrementAndGet();
            return Coroutine.trap(new ReadClock());
          });
      var together = new CountDownLatch(2);
      Runnable begin =
          () -> {
            together.countDown();
            while (together.getCount() > 0) {
              Thread.onSpinWait();
            }
            try {
              body.send(null);
            } catch (IllegalStateException | IllegalArgumentException busyOrTrapped) {
              refused.incrementAndGet();
            }
          };
      var other = Thread.ofPlatform().start(begin);
      begin.run();
      other.join();
      assertThat(begun).hasValue(1);
      assertThat(refused).hasValue(1);
      assertThat(body.send(new Moment(7))).isEqualTo(new Step.Returned<>(new Moment(7)));
    }
  }

  @Tag("scheduler")
  @Test
  void what_was_to_be_raised_in_a_refused_step_is_not_raised_later() {
    var inner = clock();
    inner.send(null);
    Refusing.victim = inner;
    var outer = Coroutine.of(() -> Refusing.refused());
    assertThat(outer.send(null)).isEqualTo(new Step.Returned<>(true));
    assertThat(inner.send(new Moment(3))).isEqualTo(new Step.Returned<>(new Moment(3)));
  }

  /** A coroutine that a class initialiser inside another one tries to drive. */
  private static final class Refusing {
    private static Coroutine<Moment> victim;

    static boolean refused() {
      return InInitializer.REFUSED;
    }

    private static final class InInitializer {
      static final boolean REFUSED;

      static {
        boolean refused = false;
        try {
          victim.raise(new Exception("from a class initialiser"));
        } catch (IllegalStateException expected) {
          refused = true;
        }
        REFUSED = refused;
      }
    }
  }
}
