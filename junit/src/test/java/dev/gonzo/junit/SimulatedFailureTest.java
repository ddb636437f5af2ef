package dev.gonzo.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.gonzo.sim.search.PlanText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;

/** The failure of a simulated test: its name, its message, and what repeats it. */
@Tag("scheduler")
class SimulatedFailureTest {
  /** The tests of this module share a JVM, which keeps its classes as they are. */
  static final Map<String, String> NO_AGENT = Map.of("gonzo.junit.agent", "off");

  private static final Pattern HISTORY = Pattern.compile("history ([0-9a-f]{16})");
  private static final DiscoverySelector RACE = selectClass(SimulatedTests.Race.class);

  @TempDir private Path directory;

  private Results run(DiscoverySelector test, String... parameter) {
    var parameters = new HashMap<>(NO_AGENT);
    for (int i = 0; i < parameter.length; i += 2) {
      parameters.put(parameter[i], parameter[i + 1]);
    }
    return Results.with(parameters, directory, test);
  }

  private static String onlyName(Results results) {
    assertThat(results.failed()).hasSize(1);
    return results.failed().keySet().iterator().next();
  }

  private static String message(Results results) {
    return String.valueOf(results.failure(onlyName(results)).getMessage());
  }

  private static String history(Results results) {
    Matcher found = HISTORY.matcher(message(results));
    assertThat(found.find()).as(message(results)).isTrue();
    return found.group(1);
  }

  @Test
  void the_first_seed_that_fails_is_the_last_one_and_its_name_says_which_it_was() {
    Results results = run(RACE);
    String name = onlyName(results);
    assertThat(name).matches("seed \\d+");
    int seed = Integer.parseInt(name.substring(5));
    assertThat(seed).isLessThan(200);
    assertThat(results.passed()).hasSize(seed - 1).doesNotContain("seed " + (seed + 1));
    assertThat(results.failure(name)).isInstanceOf(AssertionError.class);
    assertThat(message(results))
        .startsWith("arrivals ==> expected")
        .contains(
            name
                + " of "
                + SimulatedTests.Race.class.getName()
                + "#tasks_arrive_in_order has failed",
            "@Simulated(seed = " + seed + ")",
            "mvn test -Dtest='SimulatedTests$Race#tasks_arrive_in_order' -Dgonzo.junit.seed="
                + seed);
  }

  @Test
  void a_failure_is_shrunk_to_the_decisions_that_it_needs() {
    // One switch: the second task runs first.
    assertThat(message(run(RACE)))
        .containsPattern(
            "Shrunk in \\d+ runs from \\d+ faults and switches to 1:\n  order: tasks of main = ");
  }

  @Test
  void the_failing_seed_is_repeated_by_its_unique_id() {
    Results first = run(RACE);
    Results again = run(selectUniqueId(first.ids().get(onlyName(first))));
    assertThat(onlyName(again)).isEqualTo(onlyName(first));
    assertThat(again.passed()).isEmpty();
    assertThat(history(again)).isEqualTo(history(first));
  }

  @Test
  void the_failing_seed_is_repeated_by_the_number_in_its_name() {
    Results first = run(RACE);
    Results again = run(RACE, "gonzo.junit.seed", onlyName(first).substring("seed ".length()));
    assertThat(onlyName(again)).isEqualTo(onlyName(first));
    assertThat(again.passed()).isEmpty();
    assertThat(history(again)).isEqualTo(history(first));
  }

  @Test
  void the_seeds_of_the_annotation_are_the_only_ones() {
    assertThat(run(selectClass(SimulatedTests.ChosenSeeds.class)).passed())
        .containsExactly("seed 4711", "seed 5");
    assertThat(
            run(selectClass(SimulatedTests.ChosenSeeds.class), "gonzo.junit.seed", "7, 8").passed())
        .containsExactly("seed 7", "seed 8");
  }

  @Test
  void a_parameter_lengthens_the_search() {
    assertThat(run(selectClass(SimulatedTests.Durable.class), "gonzo.junit.seeds", "30").passed())
        .hasSize(30)
        .contains("seed 30");
  }

  @Test
  void what_is_left_is_attached_and_the_plan_repeats_it() throws IOException {
    Results first = run(selectClass(SimulatedTests.Forgetful.class));
    String name = onlyName(first).replace(' ', '-');
    Path plan = directory.resolve(name + ".plan");
    Path trace = directory.resolve(name + ".trace");
    assertThat(message(first)).contains("-Dgonzo.junit.plan='" + plan + "'", trace.toString());
    assertThat(Files.readString(trace)).contains("server");
    PlanText text = PlanText.read(plan);
    assertThat(text.lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(message(first)).contains(line));

    Results again =
        run(selectClass(SimulatedTests.Forgetful.class), "gonzo.junit.plan", plan.toString());
    assertThat(onlyName(again)).isEqualTo(onlyName(first));
    assertThat(history(again)).isEqualTo(text.value("history")).isNotEqualTo(history(first));
    assertThat(message(again)).contains("It is the history of the plan.");

    Files.writeString(
        plan, Files.readString(plan).replace(text.value("history"), "0123456789abcdef"));
    assertThat(
            message(
                run(
                    selectClass(SimulatedTests.Forgetful.class),
                    "gonzo.junit.plan",
                    plan.toString())))
        .contains("It is not the history of the plan");
  }

  @Test
  void a_plan_that_is_none_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("some.plan"), "seed: 1\n");
    assertThat(message(run(RACE, "gonzo.junit.plan", file.toString())))
        .contains(
            "gonzo.junit.plan is not the plan of a test", "there is no line 'what takes effect:'");
  }

  @Test
  void a_seed_with_two_histories_fails_and_the_first_difference_is_shown() {
    Results results = run(selectClass(SimulatedTests.Unrepeatable.class));
    assertThat(message(results))
        .contains(
            "the seed has more than one history",
            "a static field",
            "differ first at event",
            "sleep");
  }

  @Test
  void a_failure_that_does_not_come_again_says_so() {
    Results results = run(selectClass(SimulatedTests.FailsOnce.class));
    assertThat(message(results)).contains("only once", "It did not come again", "a static field");
  }

  @Test
  void a_fault_that_was_asked_for_and_never_happens_fails_the_test() {
    Results results = run(selectClass(SimulatedTests.NeverCrashes.class));
    assertThat(results.passed()).hasSize(3);
    assertThat(message(results)).contains("never occurred in 3 seeds", "host: crash");
    assertThat(
            run(selectClass(SimulatedTests.NeverCrashes.class), "gonzo.junit.seed", "1").failed())
        .isEmpty();
  }
}
