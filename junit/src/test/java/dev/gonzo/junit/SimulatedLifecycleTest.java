package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.junit.SimulatedFailureTest.NO_AGENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.DeadlockException;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.queue.Queue;
import dev.gonzo.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs where in a simulated test, and what fails it besides its own assertions. */
@Tag("scheduler")
class SimulatedLifecycleTest {
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static final AtomicInteger PRINTED = new AtomicInteger();
  private static final AtomicInteger RUNNING = new AtomicInteger();

  private static Throwable failure(Class<?> type) {
    Results results = Results.with(NO_AGENT, type);
    assertThat(results.failed()).hasSize(1);
    return results.failed().values().iterator().next();
  }

  /** All methods are in one main task. */
  static class Phases {
    private Task<?> main;
    private Moment begun;

    @BeforeEach
    void before() {
      main = Task.current();
      begun = Moment.now();
      sleep(ofSeconds(1));
    }

    /** With an instance of its own, whose outer instance is the same. */
    @Nested
    class Inner {
      private final Task<?> constructing = Task.current();
      private final Queue<String> queue = Queue.unbounded();

      @BeforeEach
      void fill() {
        queue.put("filled");
      }

      @Simulated(seeds = 3, sample = 1)
      void runs_in_the_main_task(Simulation simulation) {
        assertThat(Task.current()).isSameAs(main).isSameAs(constructing);
        assertThat(queue.get()).isEqualTo("filled");
        assertThat(Moment.now().since(begun)).isEqualTo(Duration.ofSeconds(1));
        assertThat(simulation.main().isUp()).isTrue();
      }
    }

    @AfterEach
    void after() {
      assertThat(Task.current()).isSameAs(main);
      SEEN.add("after " + Moment.now().since(begun).toSeconds());
    }
  }

  @Test
  void constructor_before_test_and_after_run_in_one_main_task() {
    SEEN.clear();
    Results results = Results.with(NO_AGENT, Phases.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).containsExactly("seed 1", "seed 2", "seed 3");
    assertThat(SEEN).containsOnly("after 1").hasSize(6); // each seed was run twice
  }

  /** Leaves a task. */
  static class LeavesTask {
    @Simulated(seeds = 2)
    void leaves() {
      spawn("forgotten", () -> sleep(ofHours(1)));
    }
  }

  @Test
  void what_is_left_behind_fails_the_test() {
    assertThat(failure(LeavesTask.class))
        .hasMessageContainingAll(
            "the test has left behind",
            "task forgotten",
            "SimulatedLifecycleTest.java",
            "seed 1 of ");
  }

  /** Its task fails. */
  static class FailingTask {
    @Simulated(seeds = 2)
    void spawns() {
      spawn(
          "feed",
          () -> {
            throw new IllegalStateException("no feed");
          });
    }
  }

  @Test
  void a_task_that_fails_and_is_not_joined_fails_the_test() {
    assertThat(failure(FailingTask.class))
        .hasMessageContaining("task feed failed, and the test did not join it");
  }

  /** Waits for what never comes. */
  static class Waits {
    @Simulated(seeds = 2)
    void waits() {
      Queue.unbounded().get();
    }

    @AfterEach
    void after() {
      SEEN.add("after");
    }
  }

  @Test
  void a_deadlock_is_reported_with_its_tasks() {
    SEEN.clear();
    Throwable failure = failure(Waits.class);
    assertThat(failure)
        .hasCauseInstanceOf(DeadlockException.class)
        .hasMessageContainingAll("SimulatedLifecycleTest.java", "seed 1 of ");
    assertThat(SEEN).contains("after");
  }

  /** Fails before it begins. */
  static class BrokenConstructor {
    BrokenConstructor() {
      sleep(ofSeconds(1));
      throw new IllegalStateException("no instance");
    }

    @Simulated(seeds = 2)
    void never() {}
  }

  @Test
  void a_constructor_that_fails_is_reported_with_its_seed() {
    assertThat(failure(BrokenConstructor.class))
        .hasMessageContainingAll("no instance", "seed 1 of ");
  }

  /** Fails before the test. */
  static class BrokenBefore {
    @BeforeEach
    void before() {
      sleep(ofSeconds(1));
      throw new IllegalStateException("not prepared");
    }

    @Simulated(seeds = 2)
    void never() {
      SEEN.add("test");
    }

    @AfterEach
    void after() {
      SEEN.add("after");
    }
  }

  @Test
  void a_failure_before_the_test_is_reported_with_its_seed() {
    SEEN.clear();
    assertThat(failure(BrokenBefore.class))
        .hasMessageContainingAll("not prepared", "Shrunk", "seed 1 of ");
    assertThat(SEEN).contains("after").doesNotContain("test");
  }

  /** Its assumption does not hold. */
  static class Aborted {
    @Simulated(seeds = 3)
    void assumes() {
      Assumptions.assumeTrue(false, "not here");
    }
  }

  @Test
  void an_assumption_that_does_not_hold_is_no_failure() {
    Results results = Results.with(NO_AGENT, Aborted.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.aborted()).containsExactly("seed 1", "seed 2", "seed 3");
  }

  /** Both kinds of tests in one class: the nearest annotation applies. */
  @GonzoTest(virtualTime = true)
  static class Both {
    @Test
    void plain() {
      assertThat(Simulation.isHere()).isFalse();
      sleep(ofHours(1));
    }

    @Simulated(seeds = 2)
    void simulated() {
      assertThat(Simulation.isHere()).isTrue();
      sleep(ofHours(1).dividedBy(2));
    }
  }

  @Test
  void a_class_may_have_tests_of_both_kinds() {
    Results results = Results.with(NO_AGENT, Both.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).containsExactlyInAnyOrder("plain", "seed 1", "seed 2");
  }

  /** Competes with another annotation. */
  static class Parameterised {
    @Simulated(seeds = 2)
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void both(int number) {}
  }

  /** Competes with another annotation. */
  static class Twice {
    @Simulated(seeds = 2)
    @Test
    void both() {}
  }

  /** One instance for all seeds. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance {
    @Simulated(seeds = 2)
    void shares() {}
  }

  @Test
  void what_cannot_be_combined_is_refused_with_the_reason() {
    assertThat(Results.with(NO_AGENT, Parameterised.class).failed().values())
        .isNotEmpty()
        .allSatisfy(
            failure -> assertThat(failure).hasStackTraceContaining("remove the other annotation"));
    Results twice = Results.with(NO_AGENT, Twice.class);
    assertThat(twice.passed()).isEmpty();
    assertThat(twice.failed().values())
        .isNotEmpty()
        .allSatisfy(
            failure -> assertThat(failure).hasStackTraceContaining("remove the other annotation"));
    assertThat(failure(OneInstance.class)).hasMessageContaining("remove @TestInstance(PER_CLASS)");
  }

  /** Its time limit is passed. */
  static class Slow {
    @Simulated(seeds = 2, timeLimit = "PT1M")
    void sleeps() {
      sleep(ofHours(1));
    }
  }

  @Test
  void a_limit_of_simulated_time_ends_the_test() {
    assertThat(failure(Slow.class))
        .hasMessageContainingAll("within the limit of simulated time, PT1M", "seed 1 of ");
  }

  @Test
  void a_number_of_seeds_that_makes_no_sense_is_refused() {
    var results =
        Results.with(Map.of("gonzo.junit.agent", "off", "gonzo.junit.seed", "x"), Slow.class);
    assertThat(results.failed().values().iterator().next())
        .hasMessageContaining("a seed is a whole number, got x");
  }

  /** Prints, and fails when it is run again. */
  static class Prints {
    @Simulated(seeds = 3, faults = Simulated.Faults.NONE)
    void prints(Simulation simulation) {
      System.out.println("printed in a simulation");
      sleep(ofSeconds(1));
      if (PRINTED.incrementAndGet() > 1) {
        throw new IllegalStateException("the second time");
      }
    }
  }

  private static String printed(Map<String, String> parameters) {
    PRINTED.set(0);
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      Results _ = Results.with(parameters, Prints.class);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void of_many_seeds_only_the_failing_one_shows_what_it_prints() {
    assertThat(printed(NO_AGENT)).isEmpty(); // there is no directory for its history here
    assertThat(printed(Map.of("gonzo.junit.agent", "off", "gonzo.junit.seed", "1")))
        .containsOnlyOnce("printed in a simulation");
  }

  /** At the same time, if JUnit lets it. */
  @Execution(ExecutionMode.CONCURRENT)
  static class Together {
    @Simulated(seeds = 10)
    void one() {
      alone();
    }

    @Simulated(seeds = 10)
    void other() {
      alone();
    }

    private static void alone() {
      assertThat(RUNNING.incrementAndGet()).isEqualTo(1);
      sleep(ofSeconds(1));
      RUNNING.decrementAndGet();
    }
  }

  @Test
  void simulations_do_not_run_in_parallel() {
    var results =
        Results.with(
            Map.of(
                "gonzo.junit.agent", "off",
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
            Together.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).hasSize(20);
  }
}
