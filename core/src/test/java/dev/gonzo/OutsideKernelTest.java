package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gonzo.net.Tcp;
import dev.gonzo.trap.ReadClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An async method outside a kernel fails at once, and says what to do. */
class OutsideKernelTest {
  private static void isRefused(String method, ThrowingCallable call) {
    assertThatExceptionOfType(OutsideKernelException.class)
        .isThrownBy(call)
        .withMessage(method + "() is async: call it inside run(...)");
  }

  @Test
  void each_method_is_named() {
    isRefused("sleep", () -> sleep(Duration.ofSeconds(1)));
    isRefused("spawn", () -> spawn(() -> "body"));
    isRefused("spawn", () -> spawn("name", () -> {}));
    isRefused("spawnDaemon", () -> Gonzo.spawnDaemon("name", () -> {}));
    isRefused("yieldNow", Gonzo::yieldNow);
    isRefused("checkpoint", Gonzo::checkpoint);
    isRefused("now", Gonzo::now);
    isRefused("currentTask", Gonzo::currentTask);
    isRefused("runInThread", () -> Gonzo.runInThread(() -> "work"));
    isRefused("entryPoint", Gonzo::entryPoint);
    isRefused("timeoutAfter", () -> Gonzo.timeoutAfter(Duration.ofSeconds(1), () -> {}));
    isRefused("ignoreAfter", () -> Gonzo.ignoreAfter(Duration.ofSeconds(1), () -> {}));
    isRefused("withoutCancellation", () -> Gonzo.withoutCancellation(() -> {}));
    isRefused("pendingCancellation", Gonzo::pendingCancellation);
    isRefused("connect", () -> Tcp.connect("127.0.0.1", 1));
    isRefused("trap", () -> Coroutine.trap(new ReadClock()));
  }

  @Test
  void an_await_outside_runs_nothing() {
    var body = Coroutine.of(() -> "body");
    isRefused("await", () -> Gonzo.await(body));
    assertThat(body.send(null)).isEqualTo(new Step.Returned<>("body"));
  }

  @Test
  void a_joined_task_whose_kernel_has_ended_is_refused_too() throws Exception {
    var leaked = new AtomicReference<Task<String>>();
    run(() -> {
      leaked.set(spawn(() -> "done"));
      leaked.get().join();
    });
    isRefused("join", () -> leaked.get().join());
    isRefused("cancel", () -> leaked.get().cancel());
    assertThat(leaked.get().outcome().orElseThrow().value()).isEqualTo("done");
  }

  @Tag("realTime")
  @Test
  void a_thread_that_a_task_starts_is_outside() throws Exception {
    run(() -> {
      for (var builder : new Thread.Builder[] {Thread.ofPlatform(), Thread.ofVirtual()}) {
        var thrown = new AtomicReference<Throwable>();
        var thread =
            builder.start(() -> {
              try {
                sleep(Duration.ZERO);
              } catch (Throwable expected) {
                thrown.set(expected);
              }
            });
        thread.join();
        assertThat(thrown.get())
            .isInstanceOf(OutsideKernelException.class)
            .hasMessageStartingWith("sleep() is async");
      }
    });
  }
}
