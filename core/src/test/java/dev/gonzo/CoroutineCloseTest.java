package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing a coroutine unwinds it: only its clean-up runs. */
class CoroutineCloseTest {
  private final List<String> events = new ArrayList<>();

  private static void turn() {
    Coroutine.trap(new YieldTurn());
  }

  @Test
  void one_that_has_not_begun_runs_nothing() {
    var body = Coroutine.of(() -> events.add("ran"));
    body.close();
    assertThat(events).isEmpty();
    assertThat(body.isDone()).isTrue();
    assertThat(body.outcome()).isInstanceOf(Outcome.Cancellation.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> body.send(null))
        .withMessageContaining("has ended");
  }

  @Test
  // docs/edges.md: B11
  void its_finally_blocks_run_on_its_own_stack_and_it_is_done() {
    var body =
        Coroutine.of(() -> {
          try {
            return Coroutine.trap(new ReadClock());
          } finally {
            events.add("clean-up in " + Thread.currentThread().isVirtual());
          }
        });
    body.send(null);
    body.close();
    assertThat(events).containsExactly("clean-up in true");
    assertThat(body.isDone()).isTrue();
  }

  @Test
  void what_it_meets_is_a_cancelled_that_tells_why_and_who() {
    var body =
        Coroutine.of(() -> {
          try {
            turn();
          } catch (Cancelled cancelled) {
            events.add(cancelled.reason() + ", by " + cancelled.requester());
            assertThat(cancelled.getStackTrace()).isNotEmpty();
            throw cancelled;
          }
          return null;
        });
    body.send(null);
    body.close();
    assertThat(events)
        .containsExactly("its coroutine was closed, by " + Thread.currentThread().getName());
  }

  @Test
  // docs/edges.md: H12
  void closing_twice_and_closing_one_that_has_ended_do_nothing() {
    var body =
        Coroutine.of(() -> {
          try {
            turn();
          } finally {
            events.add("clean-up");
          }
          return null;
        });
    body.send(null);
    body.close();
    body.close();
    assertThat(events).containsExactly("clean-up");
    var ended = Coroutine.of(() -> "done");
    ended.send(null);
    ended.close();
    assertThat(ended.outcome().value()).isEqualTo("done");
  }

  @Test
  void each_trap_of_a_clean_up_meets_another_one() {
    var body =
        Coroutine.of(() -> {
          try {
            turn();
          } finally {
            try {
              turn();
            } catch (Cancelled second) {
              events.add("second");
            }
            try {
              turn();
            } catch (Cancelled third) {
              events.add("third");
            }
          }
          return null;
        });
    body.send(null);
    body.close();
    assertThat(events).containsExactly("second", "third");
  }

  /** A resource whose close traps. */
  private record Resource(List<String> events) implements AutoCloseable {
    @Override
    public void close() {
      events.add("closing");
      turn();
      events.add("closed");
    }
  }

  @Test
  // docs/edges.md: B10
  void a_resource_that_traps_in_its_own_close_is_unwound_too() {
    var body =
        Coroutine.of(() -> {
          try (var _ = new Resource(events)) {
            turn();
          }
          return null;
        });
    body.send(null);
    body.close();
    assertThat(events).containsExactly("closing");
    assertThat(body.isDone()).isTrue();
  }

  @Test
  void one_that_swallows_it_and_returns_has_ended() {
    var body =
        Coroutine.of(() -> {
          try {
            turn();
          } catch (Cancelled swallowed) {
            return "stayed";
          }
          return "unreached";
        });
    body.send(null);
    body.close();
    assertThat(body.outcome()).isEqualTo(new Outcome.Success<>("stayed"));
  }

  @Test
  void a_clean_up_that_fails_is_told_to_whoever_closes() {
    var failure = new IllegalStateException("clean-up failed");
    var body =
        Coroutine.of(() -> {
          try {
            turn();
          } finally {
            failWith(failure);
          }
          return null;
        });
    body.send(null);
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(body::close)
        .withMessageContaining("a clean-up failed while its coroutine was closed")
        .withCause(failure);
    assertThat(body.isDone()).isTrue();
  }

  private static void failWith(RuntimeException failure) {
    throw failure;
  }

  @Test
  void a_clean_up_that_loops_is_given_up_and_can_be_driven_to_its_end() {
    var body =
        Coroutine.of(() -> {
          for (int met = 0; met <= 2_000; ) {
            try {
              turn();
            } catch (Cancelled swallowed) {
              met++;
            }
          }
          return "at last";
        });
    body.send(null);
    assertThatIllegalStateException()
        .isThrownBy(body::close)
        .withMessageContaining("keeps trapping while it is being closed")
        .withMessageContaining("let Cancelled propagate");
    assertThat(body.isDone()).isFalse();
    body.close();
    assertThat(body.outcome().value()).isEqualTo("at last");
  }
}
