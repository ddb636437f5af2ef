package dev.gonzo;

import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups that are not closed: no member outlives the enclosing block. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenGroupTest {
  private final AtomicReference<Task<?>> member = new AtomicReference<>();

  private void openWithoutClosing() {
    var group = TaskGroup.<String>open();
    member.set(group.spawn("member", () -> sleep(ofSeconds(100))));
  }

  private void assertMemberHasEnded() {
    assertThat(member.get().state()).isEqualTo(TaskState.ENDED);
  }

  @Test
  void a_task_that_ends_with_an_open_group_has_failed_and_its_members_have_ended()
      throws Exception {
    inVirtualTime(() -> {
      var task = spawn("forgetful", this::openWithoutClosing);
      assertThatThrownBy(task::join)
          .isInstanceOf(TaskFailedException.class)
          .rootCause()
          .hasMessageContaining("task forgetful has ended and left a group open");
      assertMemberHasEnded();
    });
  }

  @Test
  void a_member_that_ends_with_an_open_group_fails_its_own() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.<String>open()) {
                    group.spawn("forgetful", this::openWithoutClosing);
                    group.join();
                  }
                })
            .isInstanceOf(TaskFailedException.class)
            .rootCause()
            .hasMessageContaining("task forgetful has ended and left a group open"));
    assertMemberHasEnded();
  }

  @Test
  void what_the_task_has_failed_with_stays_its_failure() throws Exception {
    inVirtualTime(() -> {
      var task =
          spawn(() -> {
            openWithoutClosing();
            throw new IllegalStateException("its own");
          });
      assertThatThrownBy(task::join)
          .rootCause()
          .hasMessage("its own")
          .satisfies(cause -> assertThat(cause.getSuppressed()).hasSize(1));
      assertMemberHasEnded();
    });
  }

  @Test
  void a_block_that_is_left_with_an_open_group_is_an_error_and_the_next_one_is_none()
      throws Exception {
    inVirtualTime(() -> {
      List<AsyncRunnable<Exception>> blocks =
          List.of(
              () -> timeoutAfter(ofSeconds(1), this::openWithoutClosing),
              () -> withoutCancellation(this::openWithoutClosing),
              () ->
                  idle(() -> {
                    openWithoutClosing();
                    return 1;
                  }));
      for (AsyncRunnable<Exception> block : blocks) {
        assertThatThrownBy(block::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("was not closed in it");
        assertMemberHasEnded();
      }
      timeoutAfter(ofSeconds(1), () -> sleep(ofMillis(1)));
    });
  }

  @Test
  void a_deadline_that_passes_in_such_a_block_is_still_its_own() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(() ->
              timeoutAfter(
                  ofSeconds(1),
                  () -> {
                    openWithoutClosing();
                    sleep(ofSeconds(2));
                  }))
          .isInstanceOf(DeadlineExceededException.class);
      assertMemberHasEnded();
    });
  }
}
