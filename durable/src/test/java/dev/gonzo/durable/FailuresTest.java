package dev.gonzo.durable;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.durable.Durable.step;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Environment;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.MemoryJournal;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.journal.TaskStatus;
import dev.gonzo.junit.GonzoTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Journals that are slow or fail for a while, values and exceptions that misbehave, and stops. */
@GonzoTest(virtualTime = true)
@Tag("realTime")
class FailuresTest {
  record Misbehaving(int number) {
    @Override
    public int number() {
      throw new IllegalStateException("no number");
    }
  }

  record Choosy(int number) {
    static boolean refuses;

    Choosy {
      if (refuses) {
        throw new IllegalArgumentException("refused");
      }
    }
  }

  static final class WithoutText extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no text");
    }
  }

  private final List<String> effects = new ArrayList<>();
  private final MemoryJournal memory = MemoryJournal.open();
  private MemoryJournal current = memory;
  private final DurableOptions options = DurableOptions.defaults();

  private static Durable<String, String> function(Durable.Body<String, String> body) {
    return Durable.of("test/1", String.class, String.class, body);
  }

  private String effect(String name) {
    effects.add(name);
    return name;
  }

  private DurableTasks openSlow(String slow, Durable<?, ?> function) throws IOException {
    var journal =
        HookedJournal.of(
            memory,
            _ -> {},
            method -> {
              if (method.equals(slow)) {
                withoutCancellation(() -> sleep(ofMillis(300)));
              }
            });
    return DurableTasks.open(journal, options, function);
  }

  @Test
  void a_cancellation_during_a_launch_does_not_take_its_claim() throws IOException {
    var slow =
        function(_ ->
            step(
                "slow",
                () -> {
                  withoutCancellation(() -> sleep(ofSeconds(2)));
                  return effect("slow");
                }));
    try (var tasks = openSlow("claim", slow)) {
      var start = spawn(() -> tasks.start(slow, "a", ""));
      sleep(ofMillis(100));
      assertThat(tasks.cancel("a", "enough")).isTrue();
      start.join();
      sleep(ofMinutes(1));
      assertThat(tasks.find("a").orElseThrow().status().isEnd()).isTrue();
    }
    assertThat(effects).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void no_task_begins_after_the_close() throws IOException {
    var function = function(_ -> step("one", () -> effect("one")));
    var tasks = openSlow("claim", function);
    var start = spawn(() -> tasks.start(function, "a", ""));
    sleep(ofMillis(100));
    tasks.close();
    assertThat(tasks.running()).isZero();
    start.join();
    sleep(ofMinutes(1));
    assertThat(effects).isEmpty();
    assertThat(memory.find("a").orElseThrow().owner()).isEmpty();
  }

  @Test
  void tasks_that_are_closed_before_they_begin_can_go_on() throws IOException {
    var function = function(_ -> step("one", () -> effect("one")));
    byte[] argument = function.arguments().encode("");
    memory.begin(new NewTask("a", "test/1", argument, new byte[32], Environment.wallTime()));
    var once = options.withMostAttempts(1);
    DurableTasks.open(memory, once, function).close();
    try (var tasks = DurableTasks.open(memory, once, function)) {
      assertThat(tasks.await(function, "a")).isEqualTo("one");
    }
  }

  @Test
  void a_task_goes_on_when_its_journal_has_recovered() throws IOException {
    for (String method : List.of("append", "release", "find", "load", "claim")) {
      effects.clear();
      var down = new AtomicBoolean();
      var calls = new AtomicInteger();
      var journal =
          HookedJournal.of(
              memory,
              called -> {
                if (called.equals(method) && calls.incrementAndGet() == 1) {
                  down.set(true);
                }
                if (down.get()) {
                  throw new IOException("the journal is down");
                }
              },
              _ -> {});
      var function = function(_ -> step("one", () -> effect("one")));
      byte[] argument = function.arguments().encode("");
      memory.begin(new NewTask(method, "test/1", argument, new byte[32], Environment.wallTime()));
      try (var tasks = DurableTasks.open(journal, options, function)) {
        sleep(ofMinutes(1));
        down.set(false);
        assertThat(tasks.await(function, method)).isEqualTo("one");
      }
    }
  }

  @Test
  void a_value_that_throws_when_it_is_written_or_read_parks_its_task() throws IOException {
    var misbehaving =
        function(_ -> step("one", () -> new Misbehaving(effect("one").length())).toString())
            .withStepTypes(Misbehaving.class);
    try (var tasks = DurableTasks.open(memory, options, misbehaving)) {
      assertThatThrownBy(() -> tasks.run(misbehaving, "a", ""))
          .isInstanceOf(ParkedException.class)
          .hasMessageContaining("the value of step \"one\" cannot be recorded");
    }
    var choosy =
        function(_ ->
                step(
                        "one",
                        () -> {
                          var value = new Choosy(1);
                          Choosy.refuses = true;
                          return value;
                        })
                    .toString())
            .withStepTypes(Choosy.class);
    try (var tasks = DurableTasks.open(memory, options, choosy)) {
      assertThatThrownBy(() -> tasks.run(choosy, "b", ""))
          .isInstanceOf(ParkedException.class)
          .hasMessageContaining("the value of step \"one\" cannot be recorded");
    } finally {
      Choosy.refuses = false;
    }
    assertThat(effects).containsExactly("one");
    assertThat(memory.load("b").stream().map(Entry::kind)).containsExactly(EntryKind.PARKED);
  }

  @Test
  void a_failure_without_a_text_is_recorded() throws IOException {
    var function =
        function(_ -> {
          try {
            return step(
                "one",
                () -> {
                  throw new WithoutText();
                });
          } catch (StepFailedException failed) {
            return effect("failed");
          }
        });
    try (var tasks = DurableTasks.open(memory, options, function)) {
      assertThat(tasks.run(function, "a", "")).isEqualTo("failed");
    }
  }

  @Test
  void a_stop_in_the_middle_of_a_step_is_no_lost_attempt() throws IOException {
    var function =
        function(_ -> {
          step("short", () -> effect("short"));
          return step(
              "long",
              () -> {
                sleep(ofSeconds(10));
                return effect("long");
              });
        });
    var once = options.withMostAttempts(1);
    for (int process = 0; process < 3; process++) {
      try (var tasks = DurableTasks.open(memory, once, function)) {
        tasks.start(function, "a", "");
        sleep(ofSeconds(5));
      }
    }
    try (var tasks = DurableTasks.open(memory, once, function)) {
      assertThat(tasks.await(function, "a")).isEqualTo("long");
    }
    assertThat(effects).containsExactly("short", "long");
  }

  @Test
  void the_value_of_a_step_that_ends_at_the_stop_is_kept() throws IOException {
    var function =
        function(_ ->
            step(
                "one",
                () -> {
                  withoutCancellation(() -> sleep(ofSeconds(10)));
                  return effect("one");
                }));
    try (var tasks = DurableTasks.open(memory, options, function)) {
      tasks.start(function, "a", "");
      sleep(ofSeconds(5));
    }
    try (var tasks = DurableTasks.open(memory, options, function)) {
      assertThat(tasks.await(function, "a")).isEqualTo("one");
    }
    assertThat(effects).containsExactly("one");
  }

  @Test
  void the_end_of_a_task_is_seen_although_a_run_that_lost_it_waits_here() throws IOException {
    var function =
        function(_ ->
            step(
                "one",
                () -> {
                  sleep(effects.isEmpty() && effects.add("first") ? ofHours(9) : ofSeconds(1));
                  return effect("done");
                }));
    try (var zombie = DurableTasks.open(unclosed(), options, function)) {
      zombie.start(function, "a", "");
      sleep(ofSeconds(5));
      var other = memory.reopen(); // drops the claim, as the end of a lease does
      current = other;
      try (var tasks = DurableTasks.open(other, options, function)) {
        assertThat(tasks.await(function, "a")).isEqualTo("done");
      }
      assertThat(zombie.running()).isEqualTo(1);
      assertThat(zombie.await(function, "a")).isEqualTo("done");
    }
  }

  /** The journal as it is after each reopening. */
  private Journal unclosed() {
    return HookedJournal.of(() -> current, _ -> {}, _ -> {});
  }

  @Test
  void claims_are_renewed_while_a_request_waits() throws IOException {
    var renewals = new AtomicInteger();
    var stuck = new AtomicBoolean();
    var journal =
        HookedJournal.of(
            memory,
            method -> {
              renewals.addAndGet(method.equals("renew") ? 1 : 0);
              if (stuck.get() && method.equals("append")) {
                sleep(ofHours(1));
              }
            },
            _ -> {});
    var function =
        function(_ -> {
          sleep(ofHours(9));
          return "";
        });
    try (var tasks = DurableTasks.open(journal, options, function)) {
      tasks.start(function, "a", "");
      sleep(ofSeconds(5));
      var control = TaskControl.of(memory, "operator", ofSeconds(30));
      assertThat(control.cancel("a", "by hand")).isEqualTo(TaskControl.Answer.LEFT_FOR_OWNER);
      stuck.set(true);
      int before = renewals.get();
      sleep(ofMinutes(5));
      assertThat(renewals.get() - before).isBetween(29, 31);
      stuck.set(false);
      assertThatThrownBy(() -> tasks.await(function, "a"))
          .isInstanceOf(DurableCancelledException.class);
    }
  }

  @Test
  void all_that_ended_long_ago_is_forgotten_at_once() throws IOException {
    var function = function(_ -> "");
    try (var tasks = DurableTasks.open(memory, options.withKeepEnded(ofHours(1)), function)) {
      for (int number = 0; number < 350; number++) {
        assertThat(tasks.run(function, "task" + number, "")).isEmpty();
      }
      sleep(ofHours(1).plusSeconds(30));
      assertThat(tasks.list("", 10)).isEmpty();
      tasks.run(function, "more", "");
      assertThat(tasks.find("more").orElseThrow().status()).isEqualTo(TaskStatus.RETURNED);
    }
  }
}
