package dev.gonzo.process;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.UnsupportedTrapException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviour of processes on Linux only; chapter 8 of the kit has the rest. */
@Timeout(300)
@Tag("realTime")
class RunningProcessTest {
  private static void on(String kernel, AsyncRunnable<?> body) {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    run(
        Kernels.of(kernel),
        () -> {
          try {
            body.run();
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_child_has_its_three_descriptors_and_no_blocked_signal(String kernel) {
    on(
        kernel,
        () -> {
          try (var other = Command.of("cat").start();
              var list =
                  Command.of("sh", "-c", "ls /proc/$$/fd; exec grep SigBlk /proc/self/status")
                      .start()) {
            assertThat(other.id()).isNotEqualTo(list.id());
            assertThat(list.communicate(new byte[0], 1000).outputText().split("\\s+"))
                .containsExactly("0", "1", "2", "SigBlk:", "0000000000000000");
          }
        });
  }

  @Test
  void a_kernel_without_processes_says_so() {
    assertThatThrownBy(() -> run(Kernels.of("none"), () -> Command.of("true").start()))
        .isInstanceOf(UnsupportedTrapException.class);
    assertThat(Kernels.of("none").supports(ProcessTrap.class)).isFalse();
    assertThat(Kernels.of("epoll").supports(ProcessTrap.class)).isTrue();
  }
}
