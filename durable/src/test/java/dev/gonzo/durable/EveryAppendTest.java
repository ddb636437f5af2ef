package dev.gonzo.durable;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.durable.Durable.step;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.GroupPolicy;
import dev.gonzo.TaskGroup;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.MemoryJournal;
import dev.gonzo.junit.GonzoTest;
import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The process dies before and after each append of a body that uses all that a body may use. Edges
 * 16 (a crash between the effect and its record), 17 (appended, and the answer lost) and 20
 * (concurrent children).
 */
@GonzoTest(virtualTime = true)
@Tag("realTime")
class EveryAppendTest {
  // Hours pass in this test: a look each second would be most of its work.
  private static final DurableOptions OPTIONS =
      DurableOptions.defaults().withLease(ofHours(1)).withPoll(ofMinutes(10));

  // How often the effect of each key has happened, and the last value that it had.
  private final Map<String, Integer> effects = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Set<String> sawTwoRuns = new LinkedHashSet<>();
  private MemoryJournal disk = MemoryJournal.open();

  private String effect(String name, long seconds) throws IOException {
    String key = Durable.key();
    assertThat(recorded()).doesNotContain(key.substring(key.indexOf('#') + 1, key.indexOf('-')));
    int times = effects.merge(key, 1, Integer::sum);
    assertThat(names.computeIfAbsent(key, _ -> name)).isEqualTo(name);
    if (times == 2) {
      sawTwoRuns.add(key);
    }
    sleep(ofSeconds(seconds));
    return name + "!";
  }

  /** The paths of the steps that are recorded. */
  private List<String> recorded() throws IOException {
    var paths = new ArrayList<String>();
    for (Entry entry : disk.load("one")) {
      if (entry.kind() == EntryKind.STEP) {
        paths.add(StepEntry.of(entry).path());
      }
    }
    return paths;
  }

  private final Durable<Integer, String> rich =
      Durable.of("rich/1", Integer.class, String.class, this::body);

  private String body(int count) {
    var log = new ArrayList<String>();
    log.add(HexFormat.of().formatHex(Environment.randomBytes(4)));
    log.add(step("first", () -> effect("first", 1)));
    try (var group = TaskGroup.<String>open()) {
      for (int number = 0; number < count; number++) {
        int mine = number;
        group.spawn(() -> {
          sleep(ofSeconds(mine % 2));
          String one = step("child", () -> effect("child " + mine, 3 - mine % 3));
          return one + step("child again", () -> effect("again " + mine, mine % 3));
        });
      }
      for (var member : group.completed()) {
        log.add(member.join());
      }
      group.join();
    }
    sleep(ofHours(1));
    boolean inTime =
        Gonzo.ignoreAfter(
            ofMinutes(1),
            () -> {
              log.add(step("slow", () -> effect("slow", 3600)));
            });
    log.add("in time: " + inTime);
    log.add(race());
    var queue = Queue.<String>bounded(1);
    var sender = spawn(() -> queue.put(step("sent", () -> effect("sent", 1))));
    log.add(queue.get());
    sender.join();
    log.add(String.valueOf(Environment.wallTime().getEpochSecond() > 0));
    return String.join(" ", log);
  }

  private String race() {
    try (var group = TaskGroup.<String>open(GroupPolicy.firstSuccess())) {
      group.spawn(() -> step("hare", () -> effect("hare", 2)));
      group.spawn(() -> step("tortoise", () -> effect("tortoise", 9)));
      group.join();
      return group.outcomes().toString().contains("hare!") ? "hare" : "tortoise";
    }
  }

  /** Runs until it has ended, and returns how many processes that took. */
  private int run(IntUnaryOperator crashAt, CrashingJournal.Where where) throws IOException {
    effects.clear();
    names.clear();
    disk = MemoryJournal.open();
    String result = null;
    int processes = 0;
    while (result == null) {
      disk = disk.reopen();
      var journal = new CrashingJournal(disk, crashAt.applyAsInt(processes++), where);
      try (var tasks = DurableTasks.open(journal, OPTIONS, rich)) {
        tasks.start(rich, "one", 4);
        result = tasks.await(rich, "one");
      } catch (IOException dead) {
        assertThat(journal.crashed().isSet()).isTrue();
      }
    }
    assertThat(result).contains("first!").contains("child 3!again 3!").contains("in time: false");
    assertThat(names.values()).contains("child 2", "again 0", "slow", "hare", "sent");
    assertThat(names).hasSize(13);
    return processes;
  }

  @Test
  void without_a_crash_each_step_runs_once() throws IOException {
    assertThat(run(_ -> Integer.MAX_VALUE, CrashingJournal.Where.BEFORE)).isEqualTo(1);
    assertThat(effects.values()).containsOnly(1);
  }

  @Test
  void edges_16_17_20_after_a_crash_each_step_runs_at_most_once_more() throws IOException {
    int appends = 0;
    for (int processes = 2; processes > 1; ) {
      int crashAt = ++appends;
      for (var where : CrashingJournal.Where.values()) {
        processes = run(process -> process == 0 ? crashAt : Integer.MAX_VALUE, where);
        assertThat(effects.values()).allMatch(times -> times <= 2);
      }
    }
    assertThat(appends).isGreaterThan(14);
    assertThat(sawTwoRuns).isNotEmpty();
  }

  @Test
  void a_step_that_is_recorded_never_runs_again_however_many_processes_die() throws IOException {
    for (var where : CrashingJournal.Where.values()) {
      assertThat(run(process -> 2 + process / 2, where)).isGreaterThan(5);
    }
  }
}
