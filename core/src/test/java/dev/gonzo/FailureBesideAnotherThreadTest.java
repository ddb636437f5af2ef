package dev.gonzo;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.suspendUntil;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A member fails in the turn in which another thread ends the wait of the body: the body continues
 * with the value, and the block still throws the failure.
 */
@Tag("realTime")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureBesideAnotherThreadTest {
  private final List<String> got = new ArrayList<>();

  /**
   * Waits for the thread inside a turn, so that the kernel notices the thread's action only after
   * the turn.
   */
  private static int failBeside(Runnable work) throws IOException {
    var done = new CountDownLatch(1);
    Thread.ofPlatform()
        .start(() -> {
          work.run();
          done.countDown();
        });
    while (done.getCount() > 0) {
      Thread.onSpinWait();
    }
    throw new IOException("member");
  }

  @Test
  void a_put_ends_the_wait() throws Exception {
    var queue = Queue.<String>universal(1);
    inVirtualTime(() ->
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failBeside(() -> queue.put("value")));
                    got.add(queue.get());
                  }
                })
            .isInstanceOf(TaskFailedException.class)
            .hasRootCauseMessage("member"));
    assertThat(got).containsExactly("value");
  }

  @Test
  void a_callback_ends_the_wait() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    got.add(
                        suspendUntil((Resumer<String> resumer) ->
                            group.spawn(() -> failBeside(() -> resumer.resume("value")))));
                  }
                })
            .isInstanceOf(TaskFailedException.class)
            .hasRootCauseMessage("member"));
    assertThat(got).containsExactly("value");
  }

  @Test
  void a_body_that_goes_on_meets_the_failure_at_its_next_checkpoint() throws Exception {
    var queue = Queue.<String>universal(1);
    inVirtualTime(() ->
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failBeside(() -> queue.put("value")));
                    got.add(queue.get());
                    sleep(ofDays(1));
                    got.add("slept");
                  }
                })
            .isInstanceOf(TaskFailedException.class)
            .hasRootCauseMessage("member"));
    assertThat(got).containsExactly("value");
  }
}
