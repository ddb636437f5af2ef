package dev.gonzo;

import static dev.gonzo.Gonzo.await;
import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.withoutCancellation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel beside a framework: threads call in, and stopping it drains, cancels and ends. */
@Tag("realTime")
class EmbeddedKernelTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final EmbeddedKernel kernel = EmbeddedKernel.start();
  private final CompletableFuture<String> gate = new CompletableFuture<>();
  private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
  private final CompletableFuture<String> cleanedUp = new CompletableFuture<>();

  @AfterEach
  void stop() {
    kernel.stop(Duration.ZERO);
  }

  /** A call that waits for the gate, and records its cancellation. */
  private CompletableFuture<String> call() {
    CompletableFuture<String> call =
        kernel
            .entryPoint()
            .submit(() -> {
              begun.complete(true);
              try {
                return await(gate);
              } catch (Cancelled cancelled) {
                withoutCancellation(() -> sleep(Duration.ofNanos(1)));
                cleanedUp.complete(cancelled.reason());
                throw cancelled;
              }
            });
    begun.join();
    return call;
  }

  private Thread stopping(Duration grace) {
    var thread = Thread.ofPlatform().start(() -> kernel.stop(grace));
    Threads.await("it stops", () -> !kernel.isRunning());
    return thread;
  }

  private boolean refuses() {
    try {
      var _ = kernel.entryPoint().<Boolean, RuntimeException>call(() -> true);
      return false;
    } catch (KernelEndedException refused) {
      return true;
    }
  }

  @Test
  void threads_call_in_and_it_ends_when_it_is_stopped() throws Exception {
    assertThat(kernel.isRunning()).isTrue();
    assertThat(kernel.entryPoint().<Integer, RuntimeException>call(() -> 42)).isEqualTo(42);
    kernel.stop(LONG);
    assertThat(kernel.isRunning()).isFalse();
    assertThat(refuses()).isTrue();
    kernel.stop(Duration.ZERO);
    kernel.close();
  }

  @Test
  void while_it_stops_a_call_in_flight_completes_and_new_ones_are_refused() throws Exception {
    var call = call();
    var stopping = stopping(LONG);
    Threads.await("new calls are refused", this::refuses);
    assertThat(call).isNotDone();
    assertThat(stopping.isAlive()).isTrue();
    gate.complete("done");
    assertThat(call.get()).isEqualTo("done");
    stopping.join();
    assertThat(cleanedUp).isNotDone();
  }

  @Test
  void what_was_handed_in_before_is_begun() throws Exception {
    call();
    var late = kernel.entryPoint().submit(() -> "in time");
    var stopping = stopping(LONG);
    assertThat(late.get()).isEqualTo("in time");
    gate.complete("done");
    stopping.join();
  }

  @Test
  void after_the_grace_period_the_rest_is_cancelled_and_cleans_up() {
    var call = call();
    kernel.stop(Duration.ofMillis(1));
    assertThat(cleanedUp.getNow("")).isEqualTo("the kernel is stopped");
    assertThatThrownBy(call::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Cancelled.class);
  }

  @Test
  void what_is_idle_does_not_use_the_grace_period_up() {
    var call =
        kernel
            .entryPoint()
            .submit(() ->
                idle(() -> {
                  begun.complete(true);
                  return await(gate);
                }));
    begun.join();
    kernel.stop(LONG);
    assertThat(call).isCompletedExceptionally();
  }

  @Test
  void a_second_stop_without_grace_cuts_the_first_one_short() throws Exception {
    call();
    var stopping = stopping(LONG);
    kernel.stop(Duration.ZERO);
    assertThat(cleanedUp).isDone();
    stopping.join();
  }

  @Test
  void so_does_an_interrupt_of_the_thread_that_waits() throws Exception {
    call();
    Thread.currentThread().interrupt();
    kernel.stop(LONG);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cleanedUp).isDone();
  }

  @Test
  void what_would_wait_for_itself_is_refused() {
    assertThatThrownBy(() -> kernel.entryPoint().call(() -> stopHere()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stop");
    assertThatThrownBy(() -> run(() -> EmbeddedKernel.start()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("start");
    assertThat(kernel.isRunning()).isTrue();
  }

  private boolean stopHere() {
    kernel.stop(LONG);
    return true;
  }

  @Test
  void one_that_cannot_begin_is_told_by_start() {
    Kernel used = Kernels.of();
    run(used, () -> {});
    assertThatThrownBy(() -> EmbeddedKernel.start(used))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has run");
  }

  /** A kernel that ends with a failure of its own. */
  private record Breaking(CompletableFuture<Boolean> breaks, Kernel under) implements Kernel {
    @Override
    public String name() {
      return under.name();
    }

    @Override
    public boolean supports(Class<?> group) {
      return under.supports(group);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
        throws X {
      var _ =
          under.run(() -> {
            var _ = Gonzo.spawn(main);
            return Gonzo.<Boolean, RuntimeException>suspendUntil(
                resumer -> breaks.thenAccept(resumer::resume));
          });
      throw new IllegalStateException("broken");
    }
  }

  @Test
  void one_that_broke_says_so_when_it_is_stopped() {
    var broken = EmbeddedKernel.start(new Breaking(begun, Kernels.of()));
    begun.complete(true);
    Threads.await("it has ended", () -> !broken.isRunning());
    assertThatThrownBy(() -> broken.stop(LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
  }

  /** A program whose main thread does nothing more. */
  static final class LeftRunning {
    public static void main(String[] arguments) {
      var kernel = EmbeddedKernel.start();
      System.out.println(kernel.entryPoint().<String, RuntimeException>call(() -> "called"));
    }
  }

  @Test
  void it_does_not_keep_the_jvm_alive() throws Exception {
    assertThat(ChildJvm.run(LeftRunning.class)).isEqualTo(new ChildJvm.Ended(0, "called\n", ""));
  }

  /**
   * A framework on the main thread, whose shutdown hook stops the kernel while a call is in flight.
   */
  static final class Framework {
    public static void main(String[] arguments) throws InterruptedException {
      var kernel = EmbeddedKernel.start();
      var stopped = new CompletableFuture<Boolean>();
      kernel
          .entryPoint()
          .submit(() -> {
            System.out.println("ready");
            return await(stopped);
          })
          .thenRun(() -> System.out.println("completed"));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                System.out.println("draining");
                var stopping = Thread.ofPlatform().start(() -> kernel.stop(LONG));
                Threads.await("it stops", () -> !kernel.isRunning());
                stopped.complete(true);
                try {
                  stopping.join();
                } catch (InterruptedException unwanted) {
                  throw new AssertionError(unwanted);
                }
                System.out.println("stopped");
              }));
      Thread.sleep(LONG);
    }
  }

  @Test
  void on_sigterm_the_frameworks_shutdown_begins_at_once_and_drains_it() throws Exception {
    try (var child = ChildJvm.start(Framework.class, "-Dgonzo.signals=always")) {
      child.awaitLine("ready");
      child.signal("TERM");
      assertThat(child.awaitEnd())
          .isEqualTo(new ChildJvm.Ended(143, "draining\ncompleted\nstopped\n", ""));
    }
  }
}
