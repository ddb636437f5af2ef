package dev.gonzo.junit;

import dev.gonzo.sim.FaultKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Makes a method a test of a distributed program, which is run in many simulated worlds: one for
 * each seed. A seed decides everything that is left open: which task is next, how long a packet
 * takes, which faults happen. It needs {@code gonzo-sim}.
 *
 * <pre>{@code
 * class CounterTest {
 *   @HostProgram
 *   void server() {
 *     new CounterServer(Path.of("count")).serve("server", 7000);
 *   }
 *
 *   @Simulated(seeds = 200)
 *   void a_count_survives_a_crash(Host server) {
 *     var client = new CounterClient("server", 7000);
 *     client.increment();
 *     server.crash();
 *     server.restart();
 *     assertEquals(1, client.count());
 *   }
 * }
 * }</pre>
 *
 * <p>The constructor of the test class, the {@code @BeforeEach} methods, the test and the
 * {@code @AfterEach} methods run one after the other in the main task of the simulation, which is
 * on a host of its own. Between them the simulation goes on until it has settled. The programs of
 * hosts, methods with {@link HostProgram}, start after the constructor. The methods may have
 * parameters of the types {@code Host}, {@code Simulation} and {@link Transcript}.
 *
 * <p>Each seed is an invocation of the test, called {@code seed 57}; after the first one that
 * fails, no other is run. The failure is run again and again with fewer faults and fewer switches
 * between tasks, as long as it stays of the same class. What is left is in its message, with what
 * repeats it: {@code @Simulated(seed = 57)}, or {@code -Dgonzo.junit.seed=57}. A plan of it and its
 * history are attached as files.
 *
 * <p>A test fails for the same reasons as one with {@link GonzoTest}. It fails too if the program
 * of a host does, if a task leaves the simulation, or if the same seed has several histories.
 *
 * <p>One simulation runs in a JVM at a time, so these tests never run in parallel with each other.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(SimulatedExtension.class)
@ResourceLock("dev.gonzo.sim")
@Execution(ExecutionMode.SAME_THREAD)
public @interface Simulated {
  /** Which faults happen by themselves. */
  enum Faults {
    /** Each seed draws its own mix: some kinds and no others, often or rarely. */
    DRAWN,
    /** None: only those that the test asks for. */
    NONE
  }

  /**
   * {@return how many seeds are tried, at least 1} The configuration parameter {@code
   * gonzo.junit.seeds} overrides it, for a longer search at night.
   */
  int seeds() default 100;

  /** {@return the first of them; the others follow it} */
  long firstSeed() default 1;

  /**
   * {@return the only seeds that are tried, instead of those from {@link #firstSeed} on} The
   * configuration parameter {@code gonzo.junit.seed} overrides both.
   */
  long[] seed() default {};

  /** {@return which faults happen by themselves} */
  Faults faults() default Faults.DRAWN;

  /**
   * {@return the kinds of faults that are in the mix of each seed, whether it draws them or not}
   */
  FaultKind[] with() default {};

  /** {@return the kinds of faults that no seed draws} */
  FaultKind[] without() default {};

  /** {@return whether ready tasks run first come, first served, and not as the seed decides} */
  boolean firstComeFirstServed() default false;

  /**
   * {@return how much simulated time a test may take, as in {@link java.time.Duration#parse}; an
   * hour by default}
   */
  String timeLimit() default "PT1H";

  /**
   * {@return how many seconds of real time a seed may take; for a task in a loop that never
   * suspends}
   */
  int patienceSeconds() default 60;

  /**
   * {@return of how many seeds one is run twice, to see that it has the same history; 0 for none}
   */
  int sample() default 20;

  /** {@return how many runs may be made to shrink a failure; 0 for none} */
  int shrinkRuns() default 200;
}
