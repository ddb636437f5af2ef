package dev.gonzo.durable;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.durable.Durable.step;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.MemoryJournal;
import dev.gonzo.durable.journal.Request;
import dev.gonzo.durable.journal.TaskStatus;
import dev.gonzo.junit.GonzoTest;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The edges of durable tasks that one process meets after another. */
@GonzoTest(virtualTime = true)
@Tag("realTime")
class EdgesTest {
  // Days pass in these tests: a look each second would be most of their work.
  private static final DurableOptions OPTIONS =
      DurableOptions.defaults().withLease(ofMinutes(30)).withPoll(ofMinutes(5));

  private final List<String> effects = new ArrayList<>();
  private MemoryJournal journal = MemoryJournal.open();

  private static Durable<String, String> function(Durable.Body<String, String> body) {
    return Durable.of("test/1", String.class, String.class, body);
  }

  private DurableTasks open(Durable<?, ?>... functions) throws IOException {
    return DurableTasks.open(journal, OPTIONS, functions);
  }

  private String effect(String name) {
    effects.add(name);
    return name;
  }

  private List<EntryKind> kinds(String id) throws IOException {
    return journal.load(id).stream().map(Entry::kind).toList();
  }

  @Test
  void edge_18_what_another_process_has_claimed_is_left_to_it() throws IOException {
    var gate = Event.of("gate");
    var waits =
        function(_ ->
            step(
                "wait",
                () -> {
                  gate.await();
                  return effect("waited");
                }));
    try (var zombie = open(waits)) {
      zombie.start(waits, "a", "");
      sleep(ofSeconds(1));
      var other = journal.reopen(); // drops the claim, as the end of a lease does
      gate.set();
      try (var second = DurableTasks.open(other, OPTIONS, waits)) {
        assertThat(second.await(waits, "a")).isEqualTo("waited");
      }
      journal = other;
    }
    assertThat(journal.find("a").orElseThrow().status()).isEqualTo(TaskStatus.RETURNED);
  }

  @Test
  void edge_19_changed_code_parks_the_task_and_shows_both() throws IOException {
    var before =
        function(_ -> {
          step("charge", () -> effect("charge"));
          sleep(ofDays(3));
          return "old";
        });
    try (var tasks = open(before)) {
      tasks.start(before, "a", "");
      sleep(ofDays(1));
    }
    var changed =
        function(_ -> {
          step("reserve", () -> effect("reserve"));
          return "new";
        });
    journal = journal.reopen();
    try (var tasks = open(changed)) {
      assertThatThrownBy(() -> tasks.await(changed, "a"))
          .isInstanceOf(ParkedException.class)
          .hasMessageContaining("its code was changed")
          .hasMessageContaining("entry 1 of the journal is step \"charge\" at #1")
          .hasMessageContaining("the code now has step \"reserve\" there");
    }
    var withoutSteps = function(_ -> "nothing");
    journal = journal.reopen();
    try (var tasks = open(withoutSteps)) {
      assertThat(tasks.retry("a")).isTrue();
      assertThatThrownBy(() -> tasks.await(withoutSteps, "a"))
          .hasMessageContaining("step \"charge\" at #1")
          .hasMessageContaining("the code now has no step there; its tasks are at:\nnothing");
    }
    journal = journal.reopen();
    try (var tasks = open(before)) {
      assertThat(tasks.retry("a")).isTrue();
      assertThat(tasks.await(before, "a")).isEqualTo("old");
    }
    assertThat(effects).containsExactly("charge");
  }

  @Test
  void edge_19_a_timer_or_a_value_that_does_not_fit_is_shown_too() throws IOException {
    var before =
        function(_ -> {
          sleep(ofSeconds(1));
          return step(
              "long",
              () -> {
                sleep(ofDays(1));
                return effect("long");
              });
        });
    try (var tasks = open(before)) {
      tasks.start(before, "a", "");
      sleep(ofMinutes(1));
    }
    var longer =
        function(_ -> {
          sleep(ofDays(9));
          return "";
        });
    journal = journal.reopen();
    try (var tasks = open(longer)) {
      assertThatThrownBy(() -> tasks.await(longer, "a"))
          .hasMessageContaining("a timer that was due, and the code now has no timer");
    }
    Durable<Integer, String> other = Durable.of("test/1", Integer.class, String.class, _ -> "");
    journal = journal.reopen();
    try (var tasks = open(other)) {
      assertThat(tasks.retry("a")).isTrue();
      sleep(ofMinutes(6));
      assertThatThrownBy(() -> tasks.await(other, "a"))
          .hasMessageContaining("its argument cannot be read by test/1");
    }
  }

  @Test
  void edge_21_a_cancellation_is_recorded_and_its_clean_up_is_durable() throws IOException {
    var cleanUp =
        function(_ -> {
          try {
            sleep(ofDays(3));
          } finally {
            step("refund", () -> effect("refund"));
            sleep(ofDays(1));
            step("apology", () -> effect("apology"));
          }
          return "";
        });
    try (var tasks = open(cleanUp)) {
      tasks.start(cleanUp, "a", "");
      sleep(ofSeconds(1));
      assertThat(tasks.requestCancel("a", "out of stock")).isTrue();
      assertThat(kinds("a")).containsExactly(EntryKind.CANCEL);
      sleep(ofSeconds(1));
    }
    assertThat(effects).containsExactly("refund");
    journal = journal.reopen();
    try (var tasks = open(cleanUp)) {
      assertThatThrownBy(() -> tasks.await(cleanUp, "a"))
          .isInstanceOf(DurableCancelledException.class)
          .hasMessage("durable task \"a\" was cancelled: out of stock");
      assertThat(tasks.cancel("a", "again")).isFalse();
      assertThat(tasks.cancel("unknown", "why")).isFalse();
    }
    assertThat(effects).containsExactly("refund", "apology");
  }

  @Test
  void edge_21_a_cancelled_step_ends_before_the_body_goes_on() throws IOException {
    var slow =
        function(_ -> {
          try {
            return step(
                "slow",
                () -> {
                  try {
                    sleep(ofDays(1));
                  } finally {
                    Gonzo.withoutCancellation(() -> sleep(ofMinutes(5)));
                    effects.add("step ended");
                  }
                  return "";
                });
          } finally {
            effects.add("body unwinds");
          }
        });
    try (var tasks = open(slow)) {
      tasks.start(slow, "a", "");
      sleep(ofSeconds(1));
      assertThat(tasks.cancel("a", "enough")).isTrue();
      assertThat(effects).containsExactly("step ended", "body unwinds");
      assertThat(tasks.find("a").orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
    }
  }

  @Test
  void edge_21_a_step_that_was_cancelled_before_a_crash_is_not_run_again() throws IOException {
    var inTime =
        function(_ ->
            String.valueOf(
                Gonzo.ignoreAfter(
                    ofSeconds(10),
                    () -> {
                      step(
                          "slow",
                          () -> {
                            effects.add("slow");
                            Gonzo.withoutCancellation(() -> sleep(ofDays(1)));
                          });
                    })));
    var crashing = new CrashingJournal(journal, 2, CrashingJournal.Where.BEFORE);
    try (var tasks = DurableTasks.open(crashing, OPTIONS, inTime)) {
      tasks.start(inTime, "a", "");
      crashing.crashed().await();
    }
    journal = journal.reopen();
    try (var tasks = open(inTime)) {
      assertThat(tasks.await(inTime, "a")).isEqualTo("false");
    }
    assertThat(effects).containsExactly("slow");
  }

  @Test
  void edge_22_a_timer_long_past_fires_once_at_the_restart() throws IOException {
    var timer =
        function(_ -> {
          Instant begun = Environment.wallTime();
          sleep(ofDays(3));
          step("after", () -> effect("after"));
          return Duration.between(begun, Environment.wallTime()).toString();
        });
    try (var tasks = open(timer)) {
      tasks.start(timer, "a", "");
      sleep(ofSeconds(1));
    }
    journal = journal.reopen();
    sleep(ofDays(30));
    Instant restarted = Environment.wallTime();
    try (var tasks = open(timer)) {
      assertThat(tasks.await(timer, "a")).isEqualTo("PT720H1S");
      assertThat(Duration.between(restarted, Environment.wallTime())).isLessThan(ofSeconds(1));
    }
    assertThat(effects).containsExactly("after");
  }

  @Test
  void edge_23_a_history_that_grows_too_long_parks_the_task() throws IOException {
    var endless =
        function(_ -> {
          for (int number = 0; number < 1_000; number++) {
            step("again", () -> effect("again"));
          }
          return "";
        });
    try (var tasks = DurableTasks.open(journal, OPTIONS.withMostEntries(50), endless)) {
      assertThatThrownBy(() -> tasks.run(endless, "a", ""))
          .isInstanceOf(ParkedException.class)
          .hasMessageContaining("its history has 50 entries")
          .hasMessageContaining("start its successor");
    }
    try (var tasks = open(endless)) {
      assertThat(tasks.retry("a")).isTrue();
      assertThat(tasks.await(endless, "a")).isEmpty();
    }
    assertThat(effects).hasSize(1_000);
  }

  @Test
  void edge_24_a_task_that_ends_its_process_again_and_again_is_parked() throws IOException {
    var poison =
        function(_ ->
            step(
                "poison",
                () -> {
                  effects.add("poison");
                  throw new OutOfMemoryError("the process is about to die");
                }));
    var innocent =
        function(_ -> {
          sleep(ofDays(30));
          return "alive";
        });
    Durable<String, String> sleeper =
        Durable.of("sleeper/1", String.class, String.class, innocent.body());
    try (var tasks = open(poison, sleeper)) {
      tasks.start(sleeper, "b", "");
      assertThatThrownBy(() -> tasks.run(poison, "a", ""))
          .isInstanceOf(ParkedException.class)
          .hasMessageContaining("5 processes have ended while they ran it");
      assertThat(effects).hasSize(5);
      assertThat(tasks.list("", 10).stream().map(task -> task.status()))
          .containsExactly(TaskStatus.PARKED, TaskStatus.UNFINISHED);
      assertThat(tasks.retry("a")).isTrue();
      assertThatThrownBy(() -> tasks.await(poison, "a")).isInstanceOf(ParkedException.class);
      assertThat(effects).hasSize(10);
      assertThat(tasks.cancel("a", "hopeless")).isTrue();
      assertThat(tasks.find("a").orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
    }
  }

  @Test
  void edge_24_restarts_in_which_a_task_only_waits_do_not_count() throws IOException {
    var sleeper =
        function(_ -> {
          sleep(ofDays(30));
          return "alive";
        });
    try (var tasks = open(sleeper)) {
      tasks.start(sleeper, "a", "");
      sleep(ofSeconds(1));
    }
    for (int process = 0; process < 20; process++) {
      journal = journal.reopen();
      var crashing = new CrashingJournal(journal, 3, CrashingJournal.Where.BEFORE);
      try (var tasks = DurableTasks.open(crashing, OPTIONS, sleeper)) {
        sleep(ofSeconds(10));
        crashing.crash();
      }
    }
    journal = journal.reopen();
    try (var tasks = open(sleeper)) {
      assertThat(tasks.await(sleeper, "a")).isEqualTo("alive");
    }
  }

  @Test
  void requests_of_other_processes_are_taken_up() throws IOException {
    var sleeper =
        function(_ -> {
          sleep(ofDays(30));
          return "";
        });
    try (var tasks = open(sleeper)) {
      tasks.start(sleeper, "a", "");
      sleep(ofSeconds(1));
      var control = TaskControl.of(journal, "operator", ofSeconds(30));
      assertThat(control.retry("a")).isEqualTo(TaskControl.Answer.NOTHING_TO_DO);
      assertThat(control.cancel("b", "")).isEqualTo(TaskControl.Answer.UNKNOWN);
      assertThat(control.cancel("a", "by hand")).isEqualTo(TaskControl.Answer.LEFT_FOR_OWNER);
      journal.request(Request.retry("unknown"));
      assertThatThrownBy(() -> tasks.await(sleeper, "a"))
          .isInstanceOf(DurableCancelledException.class)
          .hasMessageContaining("by hand");
      sleep(ofMinutes(6));
      assertThat(journal.requests("any", 10)).isEmpty();
      assertThat(control.cancel("a", "")).isEqualTo(TaskControl.Answer.NOTHING_TO_DO);
    }
  }

  @Test
  void a_task_that_no_process_runs_is_cancelled_in_the_journal() throws IOException {
    var sleeper =
        function(_ -> {
          try {
            sleep(ofDays(30));
          } finally {
            step("clean up", () -> effect("clean up"));
          }
          return "";
        });
    try (var tasks = open(sleeper)) {
      tasks.start(sleeper, "a", "");
      sleep(ofSeconds(1));
    }
    var control = TaskControl.of(journal, "operator", ofSeconds(30));
    assertThat(control.cancel("a", "by hand")).isEqualTo(TaskControl.Answer.DONE);
    try (var tasks = open(sleeper)) {
      assertThatThrownBy(() -> tasks.await(sleeper, "a")).hasMessageContaining("by hand");
    }
    assertThat(effects).containsExactly("clean up");
  }
}
