package dev.gonzo.junit;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.testing.LogCapture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** JUnit's timeout. The limits of the samples are short, because they are exceeded on purpose. */
@Tag("realTime")
class TimeoutsTest {
  private static final long SOON = 100;
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  /** Tests that exceed their limits. */
  @GonzoTest
  static class Slow {
    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void sleeps() {
      spawn("helper", () -> helps());
      try {
        sleep(ofDays(1));
      } finally {
        SEEN.add("clean-up");
        sleep(Duration.ofMillis(1));
        SEEN.add("of the test");
      }
    }

    private static void helps() {
      sleep(ofDays(2));
    }

    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void swallows() {
      try {
        sleep(ofDays(1));
      } catch (Cancelled swallowed) {
        SEEN.add("swallowed");
      }
    }

    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void swallows_once_and_waits_again() {
      try {
        sleep(ofDays(1));
      } catch (Cancelled swallowed) {
        SEEN.add("swallowed");
      }
      sleep(ofDays(1));
    }

    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void blocks_in_a_thread() throws Exception {
      runInThread(() -> new CountDownLatch(1).await());
    }

    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void from_a_separate_thread() {
      sleep(ofDays(1));
    }

    @AfterEach
    void after() {
      sleep(Duration.ofMillis(1));
      SEEN.add("after");
    }
  }

  @Test
  void a_test_that_exceeds_its_limit_is_cancelled_and_cleaned_up() {
    try (var _ = LogCapture.open()) {
      var results = Results.of(Slow.class);
      assertThat(results.passed()).isEmpty();
      assertThat(results.failed()).hasSize(5);
      results
          .failed()
          .forEach((name, failure) ->
              assertThat(failure)
                  .as(name)
                  .isInstanceOf(TimeoutException.class)
                  .hasMessageContaining(name + "() timed out after 100 milliseconds")
                  .hasMessageContaining(
                      "The main task was cancelled. The tasks at that moment:\nmain "));
      assertThat(results.failure("sleeps"))
          .hasMessageContaining("main suspended at Sleep")
          .hasMessageContaining("TimeoutsTest$Slow.sleeps(")
          // Ready if the machine was so busy that the limit came before the helper's first turn.
          .message()
          .containsPattern("└─ helper (ready|suspended at Sleep.*TimeoutsTest.Slow.helps\\()");
      assertThat(results.failure("sleeps").getSuppressed())
          .anySatisfy(suppressed -> assertThat(suppressed).hasMessageContaining("task helper"));
      assertThat(results.failure("blocks_in_a_thread"))
          .hasMessageContaining("main suspended at RunInThread");
      assertThat(SEEN).containsSubsequence("clean-up", "of the test");
      assertThat(SEEN.stream().filter("after"::equals)).hasSize(5);
    }
  }

  /** A limit for methods before and after the test. */
  @GonzoTest
  static class Around {
    @BeforeEach
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void begin() {
      sleep(ofDays(1));
    }

    @Test
    void not_reached() {
      SEEN.add("reached");
    }

    @AfterEach
    void after() {
      SEEN.add("after " + Task.current().name());
    }
  }

  @Test
  void a_limit_of_a_method_before_the_test_cancels_too() {
    assertThat(Results.of(Around.class).failure("not_reached"))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("begin() timed out after 100 milliseconds")
        .hasMessageContaining("main suspended at Sleep");
    assertThat(SEEN).containsExactly("after main");
  }

  /** In virtual time, with something outside that does not come. */
  @GonzoTest(virtualTime = true)
  static class Virtual {
    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void waits_for_a_thread() throws Exception {
      runInThread(() -> new CountDownLatch(1).await());
    }

    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void never_stops() {
      while (true) {
        sleep(ofDays(1));
      }
    }

    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void computes() {
      while (true) {
        Gonzo.checkpoint();
      }
    }
  }

  @Test
  void it_works_in_virtual_time_and_while_the_kernel_is_busy() {
    try (var _ = LogCapture.open()) {
      var results = Results.of(Virtual.class);
      assertThat(results.failed()).hasSize(3);
      results
          .failed()
          .forEach((name, failure) ->
              assertThat(failure)
                  .as(name)
                  .isInstanceOf(TimeoutException.class)
                  .hasMessageContaining("The tasks at that moment:\nmain "));
    }
  }

  /** A test that does not let itself be cancelled. */
  @GonzoTest(virtualTime = true)
  static class Stubborn {
    private static volatile boolean released;

    @Test
    @Timeout(value = SOON, unit = TimeUnit.MILLISECONDS)
    void swallows_all() {
      while (!released) {
        try {
          runInThread(() -> new CountDownLatch(1).await());
        } catch (Throwable swallowed) {
          Thread.onSpinWait();
        }
      }
    }

    @AfterEach
    void after() {
      SEEN.add("after");
    }
  }

  /** The next one. */
  @GonzoTest(virtualTime = true)
  static class Next {
    @Test
    void passes() {
      sleep(ofDays(1));
    }
  }

  @Test
  void the_kernel_of_a_test_that_does_not_end_is_abandoned() {
    Stubborn.released = false;
    try (var _ = LogCapture.open()) {
      var results =
          Results.with(Map.of("gonzo.junit.grace.seconds", "1"), Stubborn.class, Next.class);
      assertThat(results.passed()).containsExactly("passes");
      assertThat(results.failure("swallows_all"))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("timed out after 100 milliseconds")
          .hasMessageContaining("It did not end within 1 s, and its kernel was abandoned")
          .hasMessageContaining("TimeoutsTest$Stubborn.swallows_all(");
      assertThat(results.failure("swallows_all").getSuppressed())
          .anySatisfy(suppressed ->
              assertThat(suppressed).hasMessageContaining("the kernel of this test was abandoned"));
      assertThat(SEEN).isEmpty();
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Kernels.running().isEmpty());
    } finally {
      Stubborn.released = true;
    }
  }
}
