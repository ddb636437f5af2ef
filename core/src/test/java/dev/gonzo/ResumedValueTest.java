package dev.gonzo;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.suspendUntil;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A value that resumes a task is returned, or goes to the hook for undelivered values. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResumedValueTest {
  private final List<String> undelivered = Collections.synchronizedList(new ArrayList<>());

  private static void onAnotherThread(Runnable work) throws InterruptedException {
    Thread other = Thread.ofPlatform().start(work);
    other.join();
  }

  @Test
  void one_that_comes_before_the_start_function_throws_is_handed_back() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(() ->
                suspendUntil((Resumer<String> resumer) -> {
                  resumer.whenUndelivered(undelivered::add);
                  resumer.resume("connection");
                  throw new IOException("start");
                }))
            .isInstanceOf(IOException.class)
            .hasMessage("start"));
    assertThat(undelivered).containsExactly("connection");
  }

  @Test
  void one_of_another_thread_too() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(() ->
                suspendUntil((Resumer<String> resumer) -> {
                  resumer.whenUndelivered(undelivered::add);
                  onAnotherThread(() -> resumer.resume("connection"));
                  throw new IOException("start");
                }))
            .hasMessage("start"));
    assertThat(undelivered).containsExactly("connection");
  }

  @Test
  void one_that_comes_after_the_start_function_has_thrown_too() throws Exception {
    var kept = new ArrayList<Resumer<String>>();
    inVirtualTime(() ->
        assertThatThrownBy(() ->
                suspendUntil((Resumer<String> resumer) -> {
                  resumer.whenUndelivered(undelivered::add);
                  kept.add(resumer);
                  throw new IOException("start");
                }))
            .hasMessage("start"));
    kept.getFirst().resume("late");
    assertThat(undelivered).containsExactly("late");
  }

  @Test
  void a_second_one_is_refused_and_the_first_is_handed_back() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(() ->
                suspendUntil((Resumer<String> resumer) -> {
                  resumer.whenUndelivered(undelivered::add);
                  resumer.resume("first");
                  resumer.resume("second");
                }))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("ended only once"));
    assertThat(undelivered).containsExactly("first");
  }

  @Test
  void a_start_function_that_is_cancelled_hands_back_what_has_come() throws Exception {
    inVirtualTime(() -> {
      Task<?> task =
          spawn(() ->
              suspendUntil((Resumer<String> resumer) -> {
                resumer.whenUndelivered(undelivered::add);
                resumer.resume("connection");
                boolean _ = Task.current().requestCancel("enough");
                checkpoint();
              }));
      yieldNow();
      assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(undelivered).containsExactly("connection");
  }

  @Test
  void a_failure_that_came_already_is_a_suppressed_exception_of_what_the_start_function_throws()
      throws Exception {
    var ofCallback = new IOException("callback");
    inVirtualTime(() ->
        assertThatThrownBy(() ->
                suspendUntil(resumer -> {
                  resumer.fail(ofCallback);
                  throw new IOException("start");
                }))
            .hasMessage("start")
            .hasSuppressedException(ofCallback));
  }

  @Test
  void hooks_that_throw_do_not_hide_why_they_were_called() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(() ->
              suspendUntil((Resumer<String> resumer) -> {
                resumer.whenUndelivered(_ -> {
                  throw new IllegalStateException("hook");
                });
                resumer.resume("connection");
                throw new IOException("start");
              }))
          .hasMessage("start")
          .hasSuppressedException(new IllegalStateException("hook"));
      Task<?> task =
          spawn(() ->
              suspendUntil((Resumer<String> resumer) ->
                  resumer.whenCancelled(() -> {
                    throw new IllegalStateException("hook");
                  })));
      yieldNow();
      task.cancel();
      assertThat(task.outcome().orElseThrow())
          .isInstanceOfSatisfying(
              Outcome.Cancellation.class,
              end -> assertThat(end.cancelled().getSuppressed()).hasSize(1));
    });
  }
}
