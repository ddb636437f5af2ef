package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlockException;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Lock;
import dev.gonzo.testing.LogCapture;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.junit.jupiter.SoftAssertionsExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

class FailuresOfTasksTest {
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static final IllegalStateException FAULT = new IllegalStateException("no feed");

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  private static void fail() {
    throw FAULT;
  }

  /** Its own failures. */
  @GonzoTest(virtualTime = true)
  static class Own {
    @Test
    void exception() {
      sleep(ofHours(1));
      fail();
    }

    @Test
    void assertion() {
      Assertions.assertEquals(1, 2);
    }

    @Test
    void assumption() {
      Assumptions.assumeTrue(false, "not here");
    }

    @Test
    void nested_run() {
      Gonzo.run(() -> {});
    }

    @Test
    @SuppressWarnings("InfiniteRecursion") // it is what it tests
    void stack_overflow() {
      stack_overflow();
    }

    @Test
    void passes() {
      Assertions.assertThrows(IllegalStateException.class, FailuresOfTasksTest::fail);
    }
  }

  @Test
  void what_a_test_throws_is_its_failure() {
    var results = Results.of(Own.class);
    assertThat(results.failure("exception")).isSameAs(FAULT);
    assertThat(results.failure("assertion")).hasMessageContaining("expected: <1> but was: <2>");
    assertThat(results.aborted()).containsExactly("assumption");
    assertThat(results.failure("nested_run")).isInstanceOf(IllegalStateException.class);
    assertThat(results.failure("stack_overflow")).isInstanceOf(StackOverflowError.class);
    assertThat(results.passed()).containsExactly("passes");
  }

  /** With the extension of AssertJ. */
  @GonzoTest(virtualTime = true)
  @ExtendWith(SoftAssertionsExtension.class)
  static class Soft {
    @Test
    void injected(SoftAssertions softly) {
      softly.assertThat(1).isEqualTo(2);
      sleep(ofHours(1));
      softly.assertThat(3).isEqualTo(4);
    }

    @Test
    void by_hand() {
      SoftAssertions.assertSoftly(softly -> {
        softly.assertThat(5).isEqualTo(6);
        softly.assertThat(7).isEqualTo(8);
      });
    }
  }

  @Test
  void soft_assertions_report_all() {
    var results = Results.of(Soft.class);
    assertThat(results.failure("injected"))
        .hasStackTraceContaining("2")
        .hasStackTraceContaining("4");
    assertThat(results.failure("by_hand")).hasMessageContaining("6").hasMessageContaining("8");
  }

  /** The others fail. */
  @GonzoTest(virtualTime = true)
  static class Others {
    @Test
    void unjoined() {
      spawn("feed", FailuresOfTasksTest::fail);
      sleep(ofMillis(1));
    }

    @Test
    void at_the_very_end() {
      spawn("feed", FailuresOfTasksTest::fail);
    }

    @Test
    void two() {
      spawn("one", FailuresOfTasksTest::fail);
      spawn("two", FailuresOfTasksTest::fail);
    }

    @Test
    void daemon() {
      spawnDaemon("feed", FailuresOfTasksTest::fail);
      yieldNow();
    }

    @Test
    void in_its_clean_up() {
      spawn(
          "feed",
          () -> {
            try {
              sleep(ofHours(1));
            } finally {
              fail();
            }
          });
    }

    @Test
    void beside_a_failure() {
      spawn("feed", FailuresOfTasksTest::fail);
      Assertions.fail("its own");
    }

    @Test
    void without_a_text() {
      spawn(
          "mute",
          () -> {
            throw new Mute();
          });
      spawn("feed", FailuresOfTasksTest::fail);
      sleep(ofMillis(1));
    }

    /** Its text cannot be read. */
    private static final class Mute extends RuntimeException {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        throw new IllegalStateException("no text");
      }
    }

    @Test
    void joined() {
      Task<?> task = spawn(FailuresOfTasksTest::fail);
      Assertions.assertThrows(TaskFailedException.class, task::join);
      assertThat(spawn(FailuresOfTasksTest::fail).awaitEnd()).isNotNull();
    }

    @Test
    void joined_after_the_test() {
      late = spawn(FailuresOfTasksTest::fail);
    }

    private Task<?> late;

    @AfterEach
    void join() {
      if (late != null) {
        assertThat(late.awaitEnd()).isNotNull();
      }
    }
  }

  @Test
  void a_task_that_failed_unjoined_fails_its_own_test_and_no_other() {
    try (var log = LogCapture.open()) {
      var results = Results.of(Others.class);
      assertThat(results.passed()).containsExactlyInAnyOrder("joined", "joined_after_the_test");
      assertThat(results.failure("without_a_text"))
          .hasMessageContaining("task mute failed, and the test did not join it: ")
          .hasMessageContaining("FailuresOfTasksTest$Others$Mute (its text cannot be read");
      assertThat(results.failure("without_a_text").getSuppressed())
          .singleElement()
          .asString()
          .contains("task feed failed");
      for (String name : List.of("unjoined", "at_the_very_end", "daemon")) {
        assertThat(results.failure(name))
            .as(name)
            .hasMessageContaining("task feed failed, and the test did not join it: " + FAULT)
            .hasMessageContaining("spawned at")
            .hasMessageContaining("FailuresOfTasksTest")
            .hasCause(FAULT);
      }
      assertThat(results.failure("in_its_clean_up")).hasMessageContaining("task feed failed");
      assertThat(results.failure("in_its_clean_up").getSuppressed())
          .singleElement()
          .asString()
          .contains("left behind");
      assertThat(results.failure("two")).hasMessageContaining("task one failed");
      assertThat(results.failure("two").getSuppressed())
          .singleElement()
          .asString()
          .contains("task two failed");
      assertThat(results.failure("beside_a_failure")).hasMessage("its own");
      assertThat(results.failure("beside_a_failure").getSuppressed()[0])
          .hasMessageContaining("task feed failed");
      assertThat(log.messages("never joined")).isEmpty();
    }
  }

  /** Methods before and after the test. */
  @GonzoTest(virtualTime = true)
  static class Around {
    @BeforeEach
    void begin() {
      sleep(ofHours(1));
      fail();
    }

    @Test
    void not_reached() {
      SEEN.add("reached");
    }

    @AfterEach
    void end() {
      sleep(ofHours(1));
      SEEN.add("after");
    }
  }

  /** A constructor that fails. */
  @GonzoTest(virtualTime = true)
  static class Unmade {
    Unmade() {
      sleep(ofHours(1));
      fail();
    }

    @Test
    void not_reached() {
      SEEN.add("reached");
    }
  }

  @Test
  void a_failure_before_the_test_is_its_failure_and_what_follows_cleans_up() {
    assertThat(Results.of(Around.class).failure("not_reached")).isSameAs(FAULT);
    assertThat(SEEN).containsExactly("after");
    assertThat(Results.of(Unmade.class).failure("not_reached")).isSameAs(FAULT);
    assertThat(SEEN).containsExactly("after");
  }

  /** Tests that cancel themselves. */
  @GonzoTest(virtualTime = true)
  static class Cancelling {
    @Test
    void at_once() {
      Task.current().cancel("enough");
    }

    @Test
    void at_its_end() {
      boolean _ = Task.current().requestCancel("enough");
    }

    @Test
    void and_expects_it() {
      Assertions.assertThrows(Cancelled.class, () -> Task.current().cancel("enough"));
    }

    @AfterEach
    void clean_up() {
      sleep(ofHours(1));
      assertThat(Gonzo.ignoreAfter(ofMillis(1), () -> sleep(ofHours(1)))).isFalse();
      assertThat(spawn(() -> "a task").join()).isEqualTo("a task");
      SEEN.add("cleaned up");
    }
  }

  @Test
  void a_test_that_cancels_its_own_task_fails_and_is_cleaned_up() {
    try (var log = LogCapture.open()) {
      var results = Results.of(Cancelling.class);
      assertThat(results.passed()).containsExactly("and_expects_it");
      assertThat(results.failure("at_once"))
          .isInstanceOf(Cancelled.class)
          .hasMessage("enough (requested by main)");
      assertThat(results.failure("at_once").getSuppressed()).isEmpty();
      assertThat(results.failure("at_its_end")).hasMessage("enough (requested by main)");
      assertThat(SEEN).hasSize(3);
      assertThat(log.messages("swallowed")).hasSizeLessThanOrEqualTo(1);
    }
  }

  private static Results inSilence(Class<?> tests) {
    try (var _ = LogCapture.open()) {
      return Results.of(tests);
    }
  }

  /** Nothing can wake it. */
  @GonzoTest(virtualTime = true)
  static class Deadlocked {
    @Test
    void waits_for_ever() {
      Task<?> consumer = spawn("consumer", () -> Queue.<String>bounded(1).get());
      consumer.join();
    }

    @Test
    void catches_all() {
      try {
        Queue.<String>bounded(1).get();
      } catch (Throwable all) {
        SEEN.add("caught " + all.getMessage());
      }
    }

    @AfterEach
    void clean_up() {
      sleep(ofHours(1));
      SEEN.add("cleaned up");
    }
  }

  /** Nothing can wake its clean-up either. */
  @GonzoTest(virtualTime = true)
  static class DeadlockedTwice {
    @Test
    void in_its_clean_up() {
      try {
        Queue.<String>bounded(1).get();
      } finally {
        Queue.<String>bounded(1).get();
      }
    }

    @AfterEach
    void not_reached() {
      SEEN.add("reached");
    }
  }

  @Test
  void a_deadlock_in_the_clean_up_ends_the_test_too() {
    var results = Results.of(DeadlockedTwice.class);
    assertThat(results.failure("in_its_clean_up"))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("FailuresOfTasksTest$DeadlockedTwice.in_its_clean_up");
    assertThat(SEEN).isEmpty();
  }

  @Test
  void a_deadlock_is_the_failure_with_its_report() {
    var results = inSilence(Deadlocked.class);
    assertThat(results.failure("waits_for_ever"))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("consumer waits")
        .hasMessageContaining("main waits for consumer to end")
        .hasMessageContaining("FailuresOfTasksTest$Deadlocked.waits_for_ever")
        .message()
        .doesNotContain("org.junit");
    assertThat(results.failure("catches_all")).isInstanceOf(DeadlockException.class);
    assertThat(SEEN).contains("cleaned up", "caught deadlock (requested by the kernel)");
  }

  /** A lock that no test gives back. */
  @GonzoTest(virtualTime = true)
  static class Locks {
    private static Lock lock;

    @BeforeEach
    void make() {
      lock = lock == null ? Lock.of() : lock;
    }

    @Test
    void first() {
      var _ = lock.acquire();
    }

    @Test
    void second() {
      var _ = lock.acquire();
    }
  }

  @Test
  void a_lock_that_a_test_keeps_does_not_hold_up_the_next_one() {
    var results = Results.of(Locks.class);
    assertThat(results.passed().size() + results.failed().size()).isEqualTo(2);
    assertThat(results.passed()).isNotEmpty();
  }

  /** Dynamic tests. */
  @GonzoTest(virtualTime = true)
  static class Dynamic {
    @TestFactory
    Stream<DynamicTest> tests() {
      return Stream.of(
          dynamicTest("passes", () -> sleep(ofHours(1))),
          dynamicTest("leaves a task", () -> spawn("left", () -> sleep(ofHours(1)))),
          dynamicTest("passes again", () -> sleep(ofHours(1))),
          dynamicTest("has a task that fails", () -> spawn("feed", FailuresOfTasksTest::fail)),
          dynamicTest(
              "fails",
              () -> {
                spawn("feed", FailuresOfTasksTest::fail);
                Assertions.fail("its own");
              }));
    }
  }

  @Test
  void a_dynamic_test_fails_for_its_own_tasks_only() {
    var results = Results.of(Dynamic.class);
    assertThat(results.passed()).containsExactly("passes", "passes again");
    assertThat(results.failed()).hasSize(3);
    assertThat(results.failure("leaves a task")).hasMessageContaining("task left");
    assertThat(results.failure("has a task that fails")).hasCause(FAULT);
    assertThat(results.failure("fails")).hasMessage("its own");
    assertThat(results.failure("fails").getSuppressed()).hasSize(1);
  }
}
