package dev.gonzo.sim.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.sim.search.Shrinker.Shrunk;
import dev.gonzo.sim.world.Decision;
import dev.gonzo.sim.world.Decisions;
import dev.gonzo.sim.world.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static final String LOSS = "network: packet lost";
  private static final String SWITCH = "order: tasks of main";

  /** A program that draws faults and switches by turns, and fails if some of them take effect. */
  private static final class Program implements Shrinker.Attempt<RuntimeException> {
    private final int faults;
    private final int switches;
    private final Predicate<List<Decision>> fails;
    private int runs;

    Program(int faults, int switches, Predicate<List<Decision>> fails) {
      this.faults = faults;
      this.switches = switches;
      this.fails = fails;
    }

    @Override
    public Optional<List<Decision>> run(Plan plan) {
      runs++;
      var decisions = new Decisions(plan);
      for (int i = 0; i < Math.max(faults, switches); i++) {
        boolean _ = i < faults && decisions.kind(LOSS).strikes();
        boolean _ = i < switches && decisions.kind(SWITCH).strikes();
      }
      List<Decision> recorded = decisions.recorded();
      return fails.test(recorded) ? Optional.of(recorded) : Optional.empty();
    }
  }

  private static List<Decision> decisions(int[] faults, int[] switches) {
    List<Decision> all = new ArrayList<>();
    IntStream.of(faults).forEach(number -> all.add(new Decision(LOSS, number)));
    IntStream.of(switches).forEach(number -> all.add(new Decision(SWITCH, number)));
    return all;
  }

  private static Shrunk shrunk(Program program, int mostRuns) {
    return Shrinker.shrink(program, mostRuns).orElseThrow();
  }

  @Test
  void what_is_left_is_all_that_is_needed() {
    List<Decision> needed = decisions(new int[] {7, 33}, new int[] {12, 13, 800});
    var program = new Program(50, 1_000, struck -> struck.containsAll(needed));
    Shrunk shrunk = shrunk(program, 300);
    assertThat(shrunk.after()).containsExactlyInAnyOrderElementsOf(needed);
    assertThat(shrunk.before()).hasSize(1_050);
    assertThat(shrunk.isMinimal()).isTrue();
    assertThat(shrunk.runs()).isEqualTo(program.runs).isLessThanOrEqualTo(300);
  }

  @Test
  void a_failure_that_needs_nothing_is_left_with_nothing() {
    Shrunk shrunk = shrunk(new Program(50, 1_000, _ -> true), 300);
    assertThat(shrunk.after()).isEmpty();
    assertThat(shrunk.isMinimal()).isTrue();
    assertThat(shrunk.runs()).isEqualTo(2);
  }

  @Test
  void one_decision_of_several_that_suffice_is_left() {
    Shrunk shrunk =
        shrunk(
            new Program(
                8, 8, struck -> struck.stream().anyMatch(decision -> decision.number() % 2 == 1)),
            300);
    assertThat(shrunk.after()).hasSize(1);
  }

  @Test
  void a_fault_goes_that_only_a_switch_has_needed() {
    // Fails with switch 3 alone; or with fault 1 and any switch.
    Shrunk shrunk =
        shrunk(
            new Program(
                4,
                40,
                struck ->
                    struck.contains(new Decision(SWITCH, 3))
                        || (struck.contains(new Decision(LOSS, 1))
                            && struck.stream().anyMatch(Decision::isSwitch))),
            300);
    assertThat(shrunk.after()).hasSize(1);
  }

  @Test
  void if_the_runs_do_not_suffice_it_still_fails_with_what_is_left() {
    List<Decision> needed = decisions(new int[] {7, 33}, new int[] {12, 13, 800});
    var program = new Program(50, 1_000, struck -> struck.containsAll(needed));
    Shrunk shrunk = shrunk(program, 20);
    assertThat(shrunk.isMinimal()).isFalse();
    assertThat(shrunk.runs()).isEqualTo(20);
    assertThat(shrunk.after()).containsAll(needed).hasSizeLessThan(1_050);
  }

  @Test
  void a_failure_that_does_not_come_again_is_not_shrunk() {
    assertThat(Shrinker.shrink(new Program(5, 5, _ -> false), 300)).isEmpty();
  }

  @Test
  void without_runs_nothing_is_run() {
    var program = new Program(5, 5, _ -> true);
    assertThat(Shrinker.shrink(program, 0)).isEmpty();
    assertThat(program.runs).isZero();
  }
}
