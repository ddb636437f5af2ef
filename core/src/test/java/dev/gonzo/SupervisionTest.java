package dev.gonzo;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A supervised body is restarted after its own failures only. */
class SupervisionTest {
  private static final Supervision SOON = Supervision.of(ofMillis(1), ofMillis(5));

  private int begun;

  /** Waits, and fails in its clean-up. The third run would succeed. */
  private void cleanUpFails() throws IOException {
    if (++begun < 3) {
      try {
        sleep(ofSeconds(1));
      } finally {
        throwFrom("clean-up");
      }
    }
  }

  private static void throwFrom(String what) throws IOException {
    throw new IOException(what);
  }

  @Test
  void a_body_that_is_cancelled_is_not_restarted_although_its_clean_up_fails() throws Exception {
    inVirtualTime(() -> {
      Task<?> service = spawn(() -> SOON.run(this::cleanUpFails));
      yieldNow();
      service.cancel();
      assertThat(service.outcome().orElseThrow()).isInstanceOf(Outcome.Failure.class);
    });
    assertThat(begun).isEqualTo(1);
  }

  @Test
  void nor_is_one_whose_time_is_over() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(() -> timeoutAfter(ofMillis(50), () -> SOON.run(this::cleanUpFails)))
            .hasMessage("clean-up"));
    assertThat(begun).isEqualTo(1);
  }

  @Test
  void nor_is_one_whose_group_has_failed() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.open()) {
                    group.spawn(() -> throwFrom("member"));
                    SOON.run(this::cleanUpFails);
                  }
                })
            .hasMessage("clean-up"));
    assertThat(begun).isEqualTo(1);
  }

  @Test
  void one_that_fails_in_the_clean_up_of_a_cancelled_task_is_restarted() throws Exception {
    inVirtualTime(() -> {
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofSeconds(60));
            } finally {
              SOON.run(() -> {
                if (++begun < 3) {
                  throwFrom("first tries");
                }
              });
            }
          });
      yieldNow();
      task.cancel();
      assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(begun).isEqualTo(3);
  }

  @Test
  void one_whose_own_deadline_has_expired_is_restarted() throws Exception {
    inVirtualTime(() -> SOON.run(() -> timeoutAfter(ofMillis(50), this::cleanUpFails)));
    assertThat(begun).isEqualTo(3);
  }
}
