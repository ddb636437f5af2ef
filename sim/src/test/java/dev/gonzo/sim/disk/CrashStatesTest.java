package dev.gonzo.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.sim.disk.Script.Step.Create;
import dev.gonzo.sim.disk.Script.Step.Link;
import dev.gonzo.sim.disk.Script.Step.MakeDir;
import dev.gonzo.sim.disk.Script.Step.Remove;
import dev.gonzo.sim.disk.Script.Step.Rename;
import dev.gonzo.sim.disk.Script.Step.Sync;
import dev.gonzo.sim.disk.Script.Step.Truncate;
import dev.gonzo.sim.disk.Script.Step.Write;
import dev.gonzo.sim.world.Draws;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The states that crashes leave are those of docs/simulated-disk.md: all of them, and no other. */
class CrashStatesTest {
  private static final int SCRIPTS = Integer.getInteger("gonzo.sim.scripts", 300);
  private static final int MOST_STATES = 400;
  // How many random crashes are tried for each allowed state.
  private static final int PATIENCE = 400;

  private static Set<String> enumerated(Script script) {
    Set<String> states = new TreeSet<>();
    var choices = new EveryChoice();
    do {
      Disk disk = script.run().disk;
      List<String> _ = disk.crash(choices, Script.GARBAGE);
      states.add(TreeText.of(disk));
    } while (choices.next());
    return states;
  }

  private static String crashed(Script script, Draws draws) {
    Disk disk = script.run().disk;
    List<String> _ = disk.crash(new RandomChoices(draws), Script.GARBAGE);
    return TreeText.of(disk);
  }

  private static Set<String> states(Script.Step... steps) {
    var script = new Script(List.of(steps));
    Set<String> states = enumerated(script);
    assertThat(states).isEqualTo(new WrittenModel(script).states(MOST_STATES));
    var relative = new TreeSet<String>();
    states.forEach(state -> relative.add(state.replace("/tmp directory", "").strip()));
    return relative;
  }

  @Test
  void scripts_of_up_to_six_operations_reach_all_states_of_the_model_and_no_other() {
    Draws draws = Draws.of(13);
    int compared = 0;
    for (int number = 0; compared < SCRIPTS; number++) {
      Script script = Script.random(draws, 1 + number % 6);
      Set<String> allowed = new WrittenModel(script).states(MOST_STATES);
      if (allowed == null) {
        continue;
      }
      compared++;
      assertThat(enumerated(script)).as("%s", script).isEqualTo(allowed);
      Set<String> reached = new TreeSet<>();
      for (int i = 0; i < PATIENCE * allowed.size() && reached.size() < allowed.size(); i++) {
        String state = crashed(script, draws);
        assertThat(allowed).as("%s", script).contains(state);
        reached.add(state);
      }
      assertThat(reached).as("%s", script).isEqualTo(allowed);
    }
  }

  @Test
  void a_rename_without_a_sync_of_its_directory_leaves_the_old_name_or_the_new_one() {
    assertThat(
            states(
                new Create("a"),
                new Write("a", 0, 3, 'A'),
                new Sync("a"),
                new Sync(""),
                new Rename("a", "b")))
        .containsExactlyInAnyOrder("/a file 3*A", "/b file 3*A");
  }

  @Test
  void a_file_that_is_replaced_without_a_sync_may_be_empty_or_full_of_garbage() {
    assertThat(
            states(
                new Create("a"),
                new Sync(""),
                new Create("b"),
                new Write("b", 0, 3, 'B'),
                new Rename("b", "a")))
        .contains(
            "/a file empty",
            "/a file 3*0",
            "/a file 3*?",
            "/a file 3*B",
            "/a file empty\n/b file 3*B")
        .doesNotContain("", "/b file 3*B");
  }

  @Test
  void a_synced_file_in_an_unsynced_directory_may_not_exist() {
    assertThat(states(new Create("a"), new Write("a", 0, 3, 'A'), new Sync("a")))
        .containsExactlyInAnyOrder("", "/a file 3*A");
    assertThat(states(new MakeDir("d"), new Create("d/a"), new Sync("d/a"), new Sync("d")))
        .containsExactlyInAnyOrder("", "/d directory\n/d/a file empty");
  }

  @Test
  void a_write_is_torn_between_sectors_and_reordered_with_the_next() {
    assertThat(
            states(
                new Create("a"),
                new Write("a", 0, 1024, '.'),
                new Sync("a"),
                new Sync(""),
                new Write("a", 0, 1024, 'A'),
                new Write("a", 0, 512, 'B')))
        .containsExactlyInAnyOrder(
            "/a file 1024*.",
            "/a file 512*. 512*A",
            "/a file 512*A 512*.",
            "/a file 1024*A",
            "/a file 512*B 512*.",
            "/a file 512*B 512*A");
  }

  @Test
  void what_was_cut_off_does_not_come_back_with_the_size_from_after_it() {
    assertThat(
            states(
                new Create("a"),
                new Write("a", 0, 5, 'A'),
                new Sync("a"),
                new Sync(""),
                new Truncate("a", 2),
                new Write("a", 3, 1, 'B')))
        .containsExactlyInAnyOrder(
            "/a file 5*A", "/a file 2*A", "/a file 2*A 2*0", "/a file 2*A 1*0 1*B");
  }

  @Test
  void a_file_that_was_linked_and_unlinked_keeps_a_name() {
    assertThat(states(new Create("a"), new Sync(""), new Link("a", "b"), new Remove("a")))
        .containsExactlyInAnyOrder(
            "/a file empty", "/a file empty\n/b file empty", "/b file empty");
  }

  @Test
  void a_file_that_was_moved_out_of_a_removed_directory_keeps_a_name() {
    assertThat(
            states(
                new MakeDir("d"),
                new Create("d/a"),
                new Sync("d"),
                new Sync(""),
                new Rename("d/a", "a"),
                new Remove("d")))
        .containsExactlyInAnyOrder(
            "/d directory\n/d/a file empty", "/a file empty\n/d directory", "/a file empty");
  }

  @Test
  void a_file_that_was_moved_or_linked_into_a_new_directory_keeps_a_name() {
    Script.Step[] durable = {new Create("a"), new Sync(""), new MakeDir("d")};
    assertThat(states(durable[0], durable[1], durable[2], new Rename("a", "d/a")))
        .containsExactlyInAnyOrder(
            "/a file empty", "/a file empty\n/d directory", "/d directory\n/d/a file empty");
    assertThat(states(durable[0], durable[1], durable[2], new Link("a", "d/a"), new Remove("a")))
        .containsExactlyInAnyOrder(
            "/a file empty",
            "/a file empty\n/d directory",
            "/a file empty\n/d directory\n/d/a file empty",
            "/d directory\n/d/a file empty");
  }

  @Test
  void a_file_keeps_a_name_when_the_directory_of_its_new_name_is_moved_too() {
    assertThat(
            states(
                new Create("a"),
                new Sync(""),
                new MakeDir("d"),
                new Rename("d", "e"),
                new Rename("a", "e/a"),
                new Sync("e")))
        .containsExactlyInAnyOrder("/e directory\n/e/a file empty");
  }
}
