package dev.gonzo;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.timeoutAt;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static dev.gonzo.queue.Select.after;
import static dev.gonzo.queue.Select.select;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines used by the wrong task, and extreme times. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineMisuseTest {
  private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

  @Test
  void another_task_cannot_move_it_and_it_stays_where_it_is() throws Exception {
    inVirtualTime(() -> {
      var lent = new AtomicReference<Deadline>();
      var task =
          spawn(() ->
              timeoutAfter(
                  ofSeconds(5),
                  deadline -> {
                    lent.set(deadline);
                    sleep(ofSeconds(100));
                    return null;
                  }));
      sleep(ofSeconds(1));
      assertThatThrownBy(() -> lent.get().moveAfter(ofSeconds(50)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inside its block");
      assertThatThrownBy(task::join).hasCauseInstanceOf(DeadlineExceededException.class);
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(5));
    });
  }

  @Test
  void one_whose_block_was_left_cannot_be_moved() throws Exception {
    inVirtualTime(() -> {
      var left = timeoutAfter(ofSeconds(5), deadline -> deadline);
      assertThatThrownBy(() -> left.moveAt(Moment.now()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inside its block");
    });
  }

  @Test
  void one_that_is_moved_to_no_moment_stays_where_it_is() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(() ->
              timeoutAfter(
                  ofSeconds(5),
                  deadline -> {
                    assertThatThrownBy(() -> deadline.moveAt(null))
                        .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> deadline.moveAfter(null))
                        .isInstanceOf(NullPointerException.class);
                    sleep(ofSeconds(100));
                    return null;
                  }))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(5));
    });
  }

  @Test
  void one_that_is_pending_may_be_thrown_by_hand() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(() ->
              timeoutAfter(
                  ofSeconds(1),
                  () ->
                      withoutCancellation(() -> {
                        sleep(ofSeconds(2));
                        throw Cancelled.pending().orElseThrow();
                      })))
          .isInstanceOf(DeadlineExceededException.class);
      sleep(ofSeconds(1));
    });
  }

  @Test
  void far_ends_do_not_overflow() throws Exception {
    inVirtualTime(() -> {
      sleep(ofSeconds(1));
      timeoutAfter(
          FOR_EVER,
          deadline -> {
            deadline.moveAt(Moment.now().plus(FOR_EVER.negated()));
            assertThat(deadline.remaining()).isNegative();
            deadline.moveAt(Moment.now().plus(FOR_EVER));
            assertThat(deadline.remaining()).isPositive();
            return null;
          });
      timeoutAt(Moment.now().plus(FOR_EVER), () -> sleep(ofSeconds(1)));
    });
  }

  @Tag("realTime")
  @Test
  void a_supervision_may_count_failures_for_ever() throws Exception {
    try (var _ = new LogCapture()) {
      inVirtualTime(() -> {
        sleep(ofSeconds(1));
        var begun = new AtomicInteger();
        Supervision.of(ofMillis(1), ofMillis(2))
            .withLimit(5, FOR_EVER)
            .run(() -> {
              if (begun.incrementAndGet() < 4) {
                throw new IllegalStateException("again");
              }
            });
        assertThat(begun).hasValue(4);
      });
    }
  }

  @Test
  void a_select_of_nothing_but_a_limit_sleeps() throws Exception {
    inVirtualTime(() -> {
      String answer = select(after(ofSeconds(3), () -> "later"), after(ofSeconds(2), () -> "late"));
      assertThat(answer).isEqualTo("late");
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(2));
    });
  }
}
