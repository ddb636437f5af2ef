package dev.gonzo;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for the end of a task: its own, or one that is not joined. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnEndTest {
  private static void refused(AsyncRunnable<RuntimeException> wait) {
    assertThatThrownBy(wait::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would wait for its own end");
  }

  @Test
  void a_task_cannot_join_itself() throws Exception {
    inVirtualTime(() -> spawn(() -> refused(() -> Task.current().join())).join());
  }

  @Test
  void a_task_that_cancels_itself_meets_it_there() throws Exception {
    inVirtualTime(() -> {
      var task =
          spawn(() -> {
            Task.current().cancel("enough");
            throw new AssertionError("it goes on");
          });
      assertThatThrownBy(task::join).hasCauseInstanceOf(Cancelled.class);
    });
  }

  @Test
  void where_it_cannot_meet_it_that_is_an_error_and_no_wait_for_ever() throws Exception {
    inVirtualTime(() -> {
      var shielded = spawn(() -> withoutCancellation(() -> refused(() -> Task.current().cancel())));
      shielded.join();
      var cleaning =
          spawn(() -> {
            try {
              sleep(ofSeconds(100));
            } finally {
              refused(() -> Task.current().cancel());
            }
          });
      yieldNow();
      cleaning.cancel();
      assertThat(cleaning.outcome()).get().isInstanceOf(Outcome.Cancellation.class);
    });
  }

  @Tag("realTime")
  @Test
  void a_clean_up_that_fails_is_reported_though_somebody_waits_for_the_end() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        var task = spawn("cleaner", OwnEndTest::failsInCleanUp);
        yieldNow();
        task.cancel();
      });
      assertThat(log.warnings()).containsExactly("task cleaner failed, and was never joined");
    }
  }

  @Tag("realTime")
  @Test
  void it_is_not_if_somebody_else_joins() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        var task = spawn("cleaner", OwnEndTest::failsInCleanUp);
        var joiner =
            spawn(() -> assertThatThrownBy(task::join).isInstanceOf(TaskFailedException.class));
        yieldNow();
        task.cancel();
        joiner.join();
      });
      assertThat(log.warnings()).isEmpty();
    }
  }

  private static void failsInCleanUp() {
    try {
      sleep(ofSeconds(100));
    } finally {
      fail();
    }
  }

  private static void fail() {
    throw new IllegalStateException("the clean-up failed");
  }
}
