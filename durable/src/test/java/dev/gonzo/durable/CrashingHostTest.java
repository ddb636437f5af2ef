package dev.gonzo.durable;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.durable.Durable.step;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.Environment;
import dev.gonzo.TaskGroup;
import dev.gonzo.durable.journal.FileJournal;
import dev.gonzo.durable.journal.JournalDamagedException;
import dev.gonzo.junit.HostProgram;
import dev.gonzo.junit.Simulated;
import dev.gonzo.sim.FaultKind;
import dev.gonzo.sim.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;

/**
 * A host whose disk tears the last record, and which crashes between any two operations: what the
 * body has passed never runs again, and each task ends.
 */
class CrashingHostTest {
  private static final int TASKS = 3;

  // How often each step's effect was begun, and which steps the body has passed, in any run.
  private final TreeMap<String, Integer> effects = new TreeMap<>();
  private final Set<String> passed = new LinkedHashSet<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private int crashes;

  private final Durable<String, Integer> work =
      Durable.of("work/1", String.class, Integer.class, this::body);

  private int body(String id) {
    int sum = 0;
    for (int number = 0; number < 4; number++) {
      sum += passing(id + " step " + number, number);
      sleep(ofMillis(700));
    }
    var parts = new ArrayList<Integer>();
    try (var group = TaskGroup.<Integer>open()) {
      for (int number = 0; number < 3; number++) {
        int mine = number;
        group.spawn(() -> passing(id + " child " + mine, 10));
      }
      group.join();
      parts.addAll(group.results());
    }
    return sum + parts.stream().mapToInt(Integer::intValue).sum();
  }

  private int passing(String name, int value) {
    int recorded = step(name, () -> effect(name, value));
    passed.add(name);
    return recorded;
  }

  private int effect(String name, int value) {
    assertFalse(passed.contains(name), () -> name + " was recorded, and is run again");
    effects.merge(name, 1, Integer::sum);
    sleep(ofMillis(Environment.randomBytes(1)[0] & 255));
    return value;
  }

  @HostProgram
  void worker() {
    while (ended.size() < TASKS) {
      try (var journal = FileJournal.open(Path.of("journal"));
          var tasks =
              DurableTasks.open(journal, DurableOptions.defaults().withMostAttempts(1_000), work)) {
        for (int number = 0; number < TASKS; number++) {
          tasks.start(work, "task" + number, "task" + number);
        }
        for (int number = 0; number < TASKS; number++) {
          assertEquals(36, tasks.await(work, "task" + number));
          ended.add("task" + number);
        }
      } catch (JournalDamagedException damaged) {
        throw new AssertionError(damaged);
      } catch (IOException failure) {
        sleep(ofSeconds(1)); // of its disk, which may recover
      }
    }
  }

  private void awaitEnd() {
    while (ended.size() < TASKS) {
      sleep(ofSeconds(1));
    }
    assertEquals(7 * TASKS, effects.size());
  }

  private void crashOften(Host worker) {
    for (int crash = 0; crash < 12 && ended.size() < TASKS; crash++) {
      byte[] random = Environment.randomBytes(2);
      sleep(ofMillis(50 + Math.floorMod(random[0] * 256 + random[1], 2_000)));
      crashes++;
      worker.crash();
      worker.restart();
    }
    awaitEnd();
    List<String> tooOften =
        effects.entrySet().stream()
            .filter(effect -> effect.getValue() > 1 + crashes)
            .map(Object::toString)
            .toList();
    assertTrue(tooOften.isEmpty(), tooOften::toString);
  }

  @Simulated(seeds = 30, faults = Simulated.Faults.NONE)
  void what_is_recorded_survives_crashes_of_the_host(Host worker) {
    crashOften(worker);
  }

  @Simulated(seeds = 30, without = FaultKind.BIT_ROT)
  void it_survives_the_faults_of_disks_and_clocks_too(Host worker) {
    awaitEnd();
  }

  @Tag("long")
  @Simulated(seeds = 1_000, faults = Simulated.Faults.NONE)
  void what_is_recorded_survives_twelve_thousand_crashes(Host worker) {
    crashOften(worker);
  }
}
