package dev.gonzo;

import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.generator.Generator;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A foreign block that the kernel interrupts to cancel its task throws the JDK's exception. Code of
 * the library that catches it takes it for the cancellation that it is.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
@Tag("scheduler") // on the baton a foreign block keeps the kernel
class ForeignBlockCancelledTest {
  private static void block() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  private static void awaitBlocked(Task<?> task) {
    while (task.state() != TaskState.BLOCKED) {
      yieldNow();
    }
  }

  @Test
  void a_gentle_cancellation_ends_an_idle_block() throws Exception {
    run(() -> {
      try (var group = TaskGroup.open()) {
        Task<?> idler = group.spawn(() -> idle(ForeignBlockCancelledTest::block));
        awaitBlocked(idler);
        group.cancelWhenIdle("shutdown", ofHours(1));
        assertThat(idler.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      }
    });
  }

  @Test
  void a_call_through_an_entry_point_throws_the_cancellation() throws Exception {
    run(() -> {
      EntryPoint entry = EntryPoint.open();
      Task<?> call =
          spawn(() ->
              runInThread(() ->
                  assertThatThrownBy(() -> entry.call(ForeignBlockCancelledTest::block))
                      .isInstanceOf(Cancelled.class)));
      Task<?> body = null;
      while (body == null) {
        yieldNow();
        body = blocked();
      }
      body.cancel("not needed");
      call.join();
      entry.close();
    });
  }

  @Test
  void a_generator_that_runs_ahead_is_closed() throws Exception {
    run(() -> {
      Generator<Integer> blocking =
          Generator.of(out -> {
            out.yield(1);
            block();
          });
      for (int _ : blocking.buffer(1)) {
        Task<?> producer = null;
        while (producer == null) {
          yieldNow();
          producer = blocked();
        }
        break; // closing throws nothing
      }
    });
  }

  private static @Nullable Task<?> blocked() {
    return Coroutine.trap(new ListTasks()).stream()
        .filter(task -> task.state() == TaskState.BLOCKED)
        .findFirst()
        .orElse(null);
  }

  @Test
  void a_supervisor_restarts_nothing() throws Exception {
    try (var log = new LogCapture()) {
      run(() -> {
        Task<?> task =
            spawn(() ->
                Supervision.of(ofMillis(1), ofMillis(1)).run(ForeignBlockCancelledTest::block));
        awaitBlocked(task);
        task.cancel("not needed");
        assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      });
      assertThat(log.messages()).noneMatch(one -> one.contains("is restarted"));
    }
  }
}
