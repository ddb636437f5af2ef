package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gonzo.CoroutineDriver.Stop;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A coroutine to which a kernel is attached, from the kernel's point of view. */
class AttachedCoroutineTest {
  /** Answers reads of the clock at once, and suspends at all other traps. */
  private static final class Handler implements TrapHandler {
    private final AtomicInteger unblocked = new AtomicInteger();
    private final Coroutine<?> coroutine;

    Handler(Coroutine<?> coroutine) {
      this.coroutine = coroutine;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R answer(Trap<R> trap) {
      if (trap instanceof ReadClock) {
        return (R) new Moment(17);
      }
      assertThat(coroutine.suspend()).isTrue();
      return null;
    }

    @Override
    public void unblocked() {
      unblocked.incrementAndGet();
    }
  }

  private static Handler attached(Coroutine<?> coroutine) {
    var handler = new Handler(coroutine);
    CoroutineDriver.attach(coroutine, handler);
    return handler;
  }

  @Test
  void traps_are_answered_on_its_own_stack_and_it_stops_where_it_suspends() {
    var body =
        Coroutine.of(() -> {
          Moment now = Coroutine.trap(new ReadClock());
          Coroutine.trap(new YieldTurn());
          return now;
        });
    attached(body);
    assertThat(body.resume()).isEqualTo(Stop.SUSPENDED);
    assertThat(body.isDone()).isFalse();
    assertThat(body.resume()).isEqualTo(Stop.ENDED);
    assertThat(body.outcome().value()).isEqualTo(new Moment(17));
  }

  @Tag("scheduler")
  @Test
  void a_yield_of_its_thread_is_told_apart_from_a_suspension() {
    var body =
        Coroutine.of(() -> {
          Thread.yield();
          return "done";
        });
    attached(body);
    assertThat(body.resume()).isEqualTo(Stop.YIELDED);
    assertThat(body.resume()).isEqualTo(Stop.ENDED);
  }

  @Tag("scheduler")
  @Test
  void a_foreign_block_is_told_and_its_end_too() {
    var queue = new LinkedBlockingQueue<String>();
    var body = Coroutine.of(queue::take);
    var handler = attached(body);
    assertThat(body.resume()).isEqualTo(Stop.BLOCKED);
    assertThat(body.resume()).isEqualTo(Stop.BLOCKED);
    assertThat(handler.unblocked).hasValue(0);
    queue.add("item");
    assertThat(handler.unblocked).hasPositiveValue();
    assertThat(body.resume()).isEqualTo(Stop.ENDED);
    assertThat(body.outcome().value()).isEqualTo("item");
  }

  @Test
  void what_the_handler_throws_is_met_at_the_trap() {
    var body = Coroutine.of(() -> Coroutine.trap(new ReadClock()));
    CoroutineDriver.attach(
        body,
        new TrapHandler() {
          @Override
          public <R> R answer(Trap<R> trap) {
            throw new UnsupportedTrapException("clockless", trap);
          }

          @Override
          public void unblocked() {}
        });
    assertThat(body.resume()).isEqualTo(Stop.ENDED);
    assertThat(body.outcome())
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure -> assertThat(failure.cause()).isInstanceOf(UnsupportedTrapException.class));
    assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> body.outcome().value());
  }

  @Test
  void it_has_one_driver_in_its_life() {
    var body = Coroutine.of(() -> "done");
    attached(body);
    assertThatIllegalStateException()
        .isThrownBy(() -> attached(body))
        .withMessageContaining("only one driver");
    assertThatIllegalStateException()
        .isThrownBy(() -> body.send(null))
        .withMessageContaining("driven by a kernel");
    body.resume();
    var sent = Coroutine.of(() -> Coroutine.trap(new ReadClock()));
    sent.send(null);
    assertThatIllegalStateException()
        .isThrownBy(() -> attached(sent))
        .withMessageContaining("only one driver");
    sent.close();
    assertThatIllegalStateException().isThrownBy(() -> attached(sent));
  }

  @Test
  void it_cannot_be_resumed_by_nobody_and_stays_ended() {
    var alone = Coroutine.of(() -> "done");
    assertThatIllegalStateException()
        .isThrownBy(alone::resume)
        .withMessageContaining("has not begun");
    assertThatIllegalStateException().isThrownBy(alone::suspend);
    attached(alone);
    assertThat(alone.resume()).isEqualTo(Stop.ENDED);
    assertThat(alone.resume()).isEqualTo(Stop.ENDED);
  }

  @Test
  void it_cannot_resume_itself() {
    var self = new AtomicReference<Coroutine<String>>();
    List<Stop> stops = new ArrayList<>();
    self.set(
        Coroutine.of(() -> {
          assertThatIllegalStateException().isThrownBy(() -> self.get().resume());
          Coroutine.trap(new YieldTurn());
          return "unharmed";
        }));
    attached(self.get());
    stops.add(self.get().resume());
    stops.add(self.get().resume());
    assertThat(stops).containsExactly(Stop.SUSPENDED, Stop.ENDED);
  }

  @Test
  void two_cannot_resume_each_other() {
    var outer = new AtomicReference<Coroutine<String>>();
    var inner =
        Coroutine.of(() -> {
          assertThatIllegalStateException().isThrownBy(() -> outer.get().resume());
          return "inner";
        });
    attached(inner);
    outer.set(Coroutine.of(() -> inner.resume() + " " + inner.outcome().value()));
    attached(outer.get());
    assertThat(outer.get().resume()).isEqualTo(Stop.ENDED);
    assertThat(outer.get().outcome().value()).isEqualTo("ENDED inner");
  }

  @Test
  void nobody_else_can_suspend_it() {
    var body = Coroutine.of(() -> Coroutine.trap(new YieldTurn()));
    attached(body);
    body.resume();
    assertThatIllegalStateException().isThrownBy(body::suspend);
    assertThat(body.resume()).isEqualTo(Stop.ENDED);
  }
}
