package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.SetClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A deadline reaches a computing task at its first checkpoint after it, on a clock that the test
 * sets.
 */
@Timeout(300)
class DeadlineWatchTest {
  private static final Duration LIMIT = Duration.ofMillis(100);

  private final SetClock clock = new SetClock();

  private void computing(AsyncRunnable<Exception> main) throws Exception {
    run(Kernels.of("none", clock), main);
  }

  private void compute(Duration time) {
    clock.forward(time.toNanos());
  }

  @Test
  void the_first_checkpoint_after_a_deadline_delivers_it() throws Exception {
    computing(() -> {
      var reached = new boolean[1];
      assertThatThrownBy(() ->
              timeoutAfter(
                  LIMIT,
                  () -> {
                    checkpoint();
                    compute(LIMIT.minusNanos(1));
                    checkpoint();
                    reached[0] = true;
                    compute(Duration.ofNanos(1));
                    checkpoint();
                  }))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(reached).containsExactly(true);
      checkpoint();
    });
  }

  @Test
  void of_two_that_have_passed_the_outer_one_arrives() throws Exception {
    computing(() -> {
      var caught = new boolean[1];
      assertThat(
              ignoreAfter(
                  LIMIT,
                  () -> {
                    caught[0] =
                        ignoreAfter(
                            LIMIT.dividedBy(2),
                            () -> {
                              compute(LIMIT);
                              checkpoint();
                            });
                  }))
          .isFalse();
      assertThat(caught).containsExactly(false);
    });
  }

  @Test
  void a_shield_keeps_it_for_the_first_checkpoint_after_that() throws Exception {
    computing(() -> {
      var left = new boolean[1];
      boolean inTime =
          ignoreAfter(
              LIMIT,
              () -> {
                withoutCancellation(() -> {
                  compute(LIMIT);
                  checkpoint();
                });
                left[0] = true;
                checkpoint();
              });
      assertThat(inTime).isFalse();
      assertThat(left).containsExactly(true);
    });
  }

  @Test
  void a_checkpoint_that_looks_up_gives_no_other_task_a_turn() throws Exception {
    computing(() -> {
      var others = new int[1];
      spawn(() -> {
        others[0]++;
      });
      assertThat(
              ignoreAfter(
                  LIMIT,
                  () -> {
                    compute(LIMIT);
                    checkpoint();
                  }))
          .isFalse();
      assertThat(others).containsExactly(0);
    });
  }

  @Test
  void it_arrives_too_where_the_task_cannot_be_suspended() throws Exception {
    computing(() -> {
      boolean inTime = ignoreAfter(LIMIT, () -> new Initialised(this).use());
      assertThat(inTime).isFalse();
    });
  }

  /** Makes its checkpoint inside a class initialiser. */
  private record Initialised(DeadlineWatchTest test) {
    private static DeadlineWatchTest current;

    void use() {
      current = test;
      try {
        Inside.touch();
      } catch (ExceptionInInitializerError wrapped) {
        throw new AssertionError(wrapped);
      }
    }

    private static final class Inside {
      static {
        current.compute(LIMIT);
        checkpoint();
      }

      static void touch() {}
    }
  }

  @Test
  void a_sleep_that_is_over_does_not_wait_for_the_end_of_a_long_turn_to_be_made_ready()
      throws Exception {
    computing(() -> {
      var woken = spawn(() -> sleep(LIMIT));
      dev.gonzo.Gonzo.yieldNow();
      compute(LIMIT);
      checkpoint();
      assertThat(woken.state()).isEqualTo(dev.gonzo.TaskState.READY);
    });
  }
}
