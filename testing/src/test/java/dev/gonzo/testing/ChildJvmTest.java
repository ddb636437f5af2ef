package dev.gonzo.testing;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class ChildJvmTest {
  /** Writes to both outputs, and ends with a status. */
  static final class Talker {
    public static void main(String[] arguments) {
      System.out.println("first");
      System.out.println("carrier " + Kernels.carrier());
      System.err.println("an error");
      System.exit(Integer.getInteger("status", 3));
    }
  }

  /** Waits until a signal ends it. */
  static final class Waiter {
    public static void main(String[] arguments) {
      run(() -> {
        try {
          System.out.println("waiting");
          sleep(Duration.ofDays(1));
        } finally {
          System.out.println("cleaned up");
        }
      });
    }
  }

  @Test
  void it_returns_the_status_and_both_outputs() throws Exception {
    var ended = ChildJvm.run(Talker.class, "-Dstatus=5");
    assertThat(ended.status()).isEqualTo(5);
    assertThat(ended.out()).contains("first\n", "carrier " + Kernels.carrier());
    assertThat(ended.err()).contains("an error");
  }

  @Test
  void without_flags_it_has_none_of_this_jvms() throws Exception {
    try (var child = ChildJvm.startPlain(Talker.class)) {
      child.awaitLine("first");
      assertThat(child.awaitEnd().out()).isEqualTo("carrier baton\n");
    }
  }

  @Test
  void a_line_that_does_not_come_fails_with_the_errors() throws Exception {
    try (var child = ChildJvm.start(Talker.class)) {
      assertThatThrownBy(() -> child.awaitLine("last"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("'last'")
          .hasMessageContaining("an error");
    }
  }

  @Test
  void a_signal_reaches_the_program() throws Exception {
    try (var child = ChildJvm.start(Waiter.class)) {
      assertThat(child.id()).isPositive();
      child.awaitLine("waiting");
      child.signal("TERM");
      var ended = child.awaitEnd();
      assertThat(ended.out()).isEqualTo("cleaned up\n");
      assertThat(ended.status()).isEqualTo(128 + 15);
      assertThatThrownBy(() -> child.signal("TERM")).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void one_that_does_not_end_in_time_fails() throws Exception {
    try (var child = ChildJvm.start(Waiter.class)) {
      child.awaitLine("waiting");
      child.limit(Duration.ofMillis(1));
      assertThatThrownBy(child::awaitEnd)
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("it still runs after 0 s");
      assertThatThrownBy(() -> child.awaitLine("done"))
          .hasMessageStartingWith("it has not printed 'done' after 0 s");
    }
  }
}
