package dev.gonzo;

import static dev.gonzo.Gonzo.await;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.suspendUntil;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.KernelFailedException;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A {@link Cancelled} that a task gets as a result, and an {@link InterruptedException} that a
 * program throws itself, are ordinary failures: they do not cancel the task, and they are reported.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class ExceptionsOfOthersTest {
  private static Cancelled another() {
    return new Cancelled("it was no longer needed", "another task");
  }

  private static void isFailure(AsyncCallable<?, ?> waits) throws Exception {
    Task<?> task = spawn(waits::call);
    assertThat(task.awaitEnd())
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure -> assertThat(failure.cause()).isNotInstanceOf(Cancelled.class));
  }

  @Test
  void from_a_thread_a_callback_or_a_future() throws Exception {
    run(() -> {
      isFailure(() ->
          runInThread(() -> {
            throw another();
          }));
      isFailure(() -> AsyncThread.start("thread", () -> failing()).join());
      isFailure(() -> suspendUntil((Resumer<Object> resumer) -> resumer.fail(another())));
      isFailure(() -> await(CompletableFuture.failedFuture(another())));
      isFailure(() -> await(CompletableFuture.failedFuture(another())));
    });
  }

  private static Object failing() {
    throw another();
  }

  @Test
  void a_future_reports_it_as_the_jdk_does() throws Exception {
    run(() ->
        assertThatThrownBy(() -> await(CompletableFuture.failedFuture(another())))
            .isInstanceOf(CancellationException.class)
            .hasCauseInstanceOf(Cancelled.class));
  }

  @Test
  void a_group_reports_the_member() throws Exception {
    run(() ->
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.<Object>open()) {
                    group.spawn(() -> runInThread(ExceptionsOfOthersTest::failing));
                    group.join();
                  }
                })
            .isInstanceOf(TaskFailedException.class));
  }

  @Test
  void a_thread_that_is_interrupted_in_a_universal_wait_ends_its_own_block() throws Exception {
    run(() ->
        assertThatThrownBy(() ->
                timeoutAfter(
                    ofMillis(50), () -> runInThread(() -> Queue.<String>universal(1).get())))
            .isInstanceOf(DeadlineExceededException.class));
  }

  @Test
  void an_interrupt_that_the_program_throws_ends_the_run_of_a_guest() {
    assertThatThrownBy(() ->
            run(
                Kernels.of("guest"),
                () -> {
                  throw new InterruptedException("the program's own");
                }))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("the program's own");
  }

  @Test
  void an_interrupt_that_a_program_throws_ends_all_kernels() {
    assertThatThrownBy(() ->
            Kernels.perCore(
                2,
                core -> {
                  if (core == 0) {
                    throw new InterruptedException("the program's own");
                  }
                  sleep(ofHours(1));
                }))
        .isInstanceOf(KernelFailedException.class)
        .hasRootCauseMessage("the program's own");
  }

  @Test
  @SuppressWarnings("finally") // a clean-up that throws, as a program may have one
  void a_failure_after_the_future_of_a_guest_was_cancelled_is_logged() throws Exception {
    try (var log = new LogCapture()) {
      var guest = Kernels.guest(() -> {});
      var future =
          guest.start(() -> {
            try {
              sleep(ofHours(1));
            } finally {
              throw new IllegalStateException("in the clean-up");
            }
          });
      var _ = guest.step(10);
      boolean _ = future.cancel(true);
      while (!guest.isDone()) {
        var _ = guest.step(10);
        Thread.onSpinWait();
      }
      assertThat(log.messages()).anyMatch(one -> one.contains("after its future was cancelled"));
    }
  }
}
