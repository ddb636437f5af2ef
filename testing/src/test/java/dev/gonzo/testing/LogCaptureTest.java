package dev.gonzo.testing;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LogCaptureTest {
  @Test
  void it_captures_what_gonzo_logs_with_its_cause() {
    try (var log = LogCapture.open()) {
      inVirtualTime(() -> {
        var _ =
            spawn(
                "feed",
                () -> {
                  throw new IllegalStateException("no feed");
                });
        dev.gonzo.Gonzo.yieldNow();
      });
      assertThat(log.messages("feed")).containsExactly("task feed failed, and was never joined");
      assertThat(log.messages("elsewhere")).isEmpty();
      assertThat(log.records().getFirst().getThrown()).hasMessage("no feed");
    }
  }

  @Test
  @Tag("realTime")
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void reports_of_collected_objects_are_kept_apart() {
    try (var log = LogCapture.open()) {
      drop();
      while (log.messages("was never driven").isEmpty()) {
        System.gc();
      }
      assertThat(log.messages()).isEmpty();
      assertThat(log.records()).isNotEmpty();
    }
  }

  /** In a separate method, so that no local variable holds the coroutine afterwards. */
  private static void drop() {
    var _ = Coroutine.of(() -> "never driven");
  }

  @Test
  void a_logger_is_as_before_when_the_capture_ends() {
    Logger logger = Logger.getLogger("dev.gonzo.testing.sample");
    logger.setLevel(Level.SEVERE);
    var log = LogCapture.open("dev.gonzo.testing.sample");
    logger.fine("seen");
    log.close();
    log.close();
    logger.severe("no longer seen");
    assertThat(log.messages()).containsExactly("seen");
    assertThat(logger.getLevel()).isEqualTo(Level.SEVERE);
    assertThat(logger.getUseParentHandlers()).isTrue();
    assertThat(logger.getHandlers()).isEmpty();
  }

  @Test
  void captures_may_overlap_in_any_order() {
    Logger logger = Logger.getLogger("dev.gonzo.testing.overlapping");
    var first = LogCapture.open("dev.gonzo.testing.overlapping");
    var second = LogCapture.open("dev.gonzo.testing.overlapping");
    logger.warning("both");
    first.close();
    assertThat(logger.getUseParentHandlers()).isFalse();
    logger.warning("the second");
    second.close();
    assertThat(first.messages()).containsExactly("both");
    assertThat(second.messages()).containsExactly("both", "the second");
    assertThat(logger.getUseParentHandlers()).isTrue();
    assertThat(logger.getLevel()).isNull();
  }
}
