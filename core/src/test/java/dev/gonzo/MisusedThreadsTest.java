package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernels;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait where they must not, or for something that never comes. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("realTime")
class MisusedThreadsTest {
  @Test
  void a_call_from_the_kernels_own_thread_is_refused_and_does_not_hang() {
    var door = new AtomicReference<EntryPoint>();
    var met = new AtomicReference<Throwable>();
    var callsAtAnEnd =
        new Activation() {
          @Override
          public void ended(Task<?> task) {
            if (task.name().equals("child")) {
              try {
                door.get().call(() -> "never");
              } catch (RuntimeException refused) {
                met.set(refused);
              }
            }
          }
        };
    run(
        Kernels.of("none").observedBy(callsAtAnEnd),
        () -> {
          door.set(EntryPoint.open());
          spawn("child", () -> {}).join();
        });
    assertThat(met.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("block a kernel's own thread");
  }

  @Test
  void a_channel_that_a_cancellation_has_closed_in_a_worker_is_that_cancellation()
      throws Exception {
    run(() -> {
      Pipe pipe = Pipe.open();
      try (var source = pipe.source();
          var _ = pipe.sink()) {
        assertThatThrownBy(() ->
                timeoutAfter(
                    ofMillis(20), () -> runInThread(() -> source.read(ByteBuffer.allocate(1)))))
            .isInstanceOf(DeadlineExceededException.class);
      }
    });
  }
}
