package dev.gonzo;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deadline that passes because a task says so, not the clock. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("realTime")
class DeadlineExpireTest {
  @Test
  void another_task_ends_what_a_block_waits_for() throws Exception {
    inVirtualTime(() -> {
      var lent = new AtomicReference<Deadline>();
      Task<Void> task =
          spawn(() ->
              timeoutAfter(
                  null,
                  deadline -> {
                    lent.set(deadline);
                    sleep(ofSeconds(100));
                    return null;
                  }));
      sleep(ofSeconds(1));
      lent.get().expire();
      lent.get().expire();
      assertThatThrownBy(task::join).hasCauseInstanceOf(DeadlineExceededException.class);
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(1));
    });
  }

  @Test
  void a_task_ends_its_own_block_at_its_next_checkpoint_and_no_outer_one() throws Exception {
    inVirtualTime(() -> {
      timeoutAfter(
          ofSeconds(50),
          outer -> {
            assertThatThrownBy(() ->
                    timeoutAfter(
                        ofSeconds(10),
                        inner -> {
                          inner.expire();
                          sleep(ofSeconds(1));
                          return null;
                        }))
                .isInstanceOf(DeadlineExceededException.class);
            sleep(ofSeconds(1));
            return null;
          });
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(1));
    });
  }

  @Test
  void a_block_that_was_left_is_not_ended_again() throws Exception {
    inVirtualTime(() -> {
      Deadline left = timeoutAfter(ofSeconds(5), deadline -> deadline);
      left.expire();
      assertThat(ignoreAfter(ofSeconds(2), () -> sleep(ofSeconds(1)))).isTrue();
    });
  }

  @Test
  void outside_of_tasks_it_is_refused() throws Exception {
    var lent = new AtomicReference<Deadline>();
    inVirtualTime(() -> lent.set(timeoutAfter(ofSeconds(5), deadline -> deadline)));
    assertThatThrownBy(() -> lent.get().expire()).isInstanceOf(OutsideKernelException.class);
  }
}
