package dev.gonzo.durable;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.durable.Durable.step;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Environment;
import dev.gonzo.Moment;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.MemoryJournal;
import dev.gonzo.durable.journal.TaskStatus;
import dev.gonzo.junit.GonzoTest;
import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@GonzoTest(virtualTime = true)
@Tag("realTime")
class DurableTest {
  record Order(String item, int price) {}

  record Receipt(String charge, Instant at) {}

  record Quote(int price) {}

  private final MemoryJournal journal = MemoryJournal.open();
  private final List<String> effects = new ArrayList<>();

  private final Durable<Order, Receipt> pay =
      Durable.of(
          "pay/1",
          Order.class,
          Receipt.class,
          order -> {
            String charge = step("charge", () -> effect("charge " + order.price()));
            sleep(ofDays(3));
            step("ship", () -> void_effect("ship " + order.item()));
            return new Receipt(charge, Environment.wallTime());
          });

  private String effect(String what) {
    effects.add(what);
    return what;
  }

  private void void_effect(String what) {
    effects.add(what);
  }

  private DurableTasks open(Durable<?, ?>... functions) throws IOException {
    return DurableTasks.open(journal, DurableOptions.defaults(), functions);
  }

  private static Durable<String, String> function(Durable.Body<String, String> body) {
    return Durable.of("test/1", String.class, String.class, body);
  }

  @Test
  void a_task_runs_its_steps_once_and_returns() throws IOException {
    Instant before = Environment.wallTime();
    try (var tasks = open(pay)) {
      Receipt receipt = tasks.run(pay, "order-1", new Order("tea", 3));
      assertThat(receipt.charge()).isEqualTo("charge 3");
      assertThat(Duration.between(before, receipt.at())).isEqualTo(ofDays(3));
      assertThat(effects).containsExactly("charge 3", "ship tea");
      assertThat(tasks.running()).isZero();
      assertThat(tasks.await(pay, "order-1")).isEqualTo(receipt);
    }
  }

  @Test
  void a_second_start_joins_the_first_and_another_argument_is_refused() throws IOException {
    Durable<Order, Receipt> other =
        Durable.of("other/1", Order.class, Receipt.class, _ -> new Receipt("", Instant.EPOCH));
    try (var tasks = open(pay, other)) {
      assertThat(tasks.start(pay, "order-1", new Order("tea", 3))).isTrue();
      assertThat(tasks.start(pay, "order-1", new Order("tea", 3))).isFalse();
      assertThatThrownBy(() -> tasks.start(pay, "order-1", new Order("tea", 4)))
          .isInstanceOf(ConflictingStartException.class)
          .hasMessageContaining("with another argument");
      assertThatThrownBy(() -> tasks.start(other, "order-1", new Order("tea", 3)))
          .isInstanceOf(ConflictingStartException.class)
          .hasMessageContaining("as pay/1 and not as other/1");
      assertThatThrownBy(() -> tasks.await(other, "order-1"))
          .isInstanceOf(ConflictingStartException.class);
      tasks.await(pay, "order-1");
      assertThat(tasks.start(pay, "order-1", new Order("tea", 3))).isFalse();
      assertThat(effects).hasSize(2);
    }
  }

  @Test
  void a_task_that_was_never_started_is_not_awaited() throws IOException {
    try (var tasks = open(pay)) {
      assertThatThrownBy(() -> tasks.await(pay, "order-1"))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("start it first");
    }
  }

  @Test
  void edge_25_failures_are_text() throws IOException {
    var seen = new ArrayList<FailureText>();
    var fails =
        function(argument -> {
          try {
            return step("read", () -> failing(argument));
          } catch (StepFailedException failed) {
            seen.add(failed.failure());
            throw new IllegalArgumentException("no " + failed.step(), failed);
          }
        });
    try (var tasks = open(fails)) {
      assertThatThrownBy(() -> tasks.run(fails, "a", "disk"))
          .isInstanceOf(DurableFailedException.class)
          .hasMessage("durable task \"a\" failed: java.lang.IllegalArgumentException: no read");
      assertThat(seen).hasSize(1);
      assertThat(seen.getFirst().type()).isEqualTo("java.io.IOException");
      assertThat(seen.getFirst().message()).isEqualTo("disk");
      assertThat(tasks.find("a").orElseThrow().status()).isEqualTo(TaskStatus.FAILED);
    }
  }

  private static String failing(String message) throws IOException {
    throw new IOException(message);
  }

  @Test
  void a_trap_outside_a_step_is_refused_by_name() throws IOException {
    var refused =
        function(_ -> {
          dev.gonzo.net.Tcp.connect("127.0.0.1", 1).close();
          return "";
        });
    try (var tasks = open(refused)) {
      assertThatThrownBy(() -> tasks.run(refused, "a", ""))
          .hasMessageContaining("NotDurableException")
          .hasMessageContaining("outside a step: put it into step(\"name\", () -> ...)");
    }
  }

  @Test
  void a_step_belongs_into_a_body_and_not_into_a_step() throws IOException {
    assertThatThrownBy(() -> step("x", () -> ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("belongs into the body of a durable function");
    assertThatThrownBy(Durable::key).isInstanceOf(IllegalStateException.class);
    var nested = function(_ -> step("outer", () -> Durable.<String>step("inner", () -> "")));
    var key = function(_ -> Durable.key());
    try (var tasks = open(nested)) {
      assertThatThrownBy(() -> tasks.run(nested, "a", ""))
          .hasMessageContaining("was called in a step");
    }
    try (var tasks = open(key)) {
      assertThatThrownBy(() -> tasks.run(key, "b", ""))
          .hasMessageContaining("is for the code of a step");
    }
  }

  @Test
  void each_step_has_a_key_of_its_own() throws IOException {
    var keys = function(_ -> step("a", () -> Durable.key()) + " " + step("b", () -> Durable.key()));
    try (var tasks = open(keys)) {
      String first = tasks.run(keys, "one", "");
      assertThat(first).matches("one#1-[0-9a-f]{8} one#2-[0-9a-f]{8}");
      assertThat(tasks.run(keys, "two", "")).doesNotContain(first.substring(first.indexOf('-')));
    }
  }

  @Test
  void time_passes_at_events_only_and_queues_and_deadlines_work() throws IOException {
    var times =
        function(_ -> {
          Moment begun = Moment.now();
          var queue = Queue.<String>bounded(1);
          var sender =
              dev.gonzo.Gonzo.spawn(() -> {
                sleep(ofSeconds(5));
                queue.put("five");
              });
          String got = queue.get();
          sender.join();
          boolean inTime = dev.gonzo.Gonzo.ignoreAfter(ofSeconds(2), () -> sleep(ofDays(1)));
          boolean stepInTime =
              dev.gonzo.Gonzo.ignoreAfter(ofSeconds(3), () -> step("long", () -> sleep(ofDays(1))));
          return got + " " + inTime + " " + stepInTime + " " + Moment.now().since(begun);
        });
    try (var tasks = open(times)) {
      assertThat(tasks.run(times, "a", "")).isEqualTo("five false false PT10S");
    }
  }

  @Test
  void values_of_steps_are_plain_or_registered() throws IOException {
    Durable<String, Integer> unregistered =
        Durable.of(
            "quote/1",
            String.class,
            Integer.class,
            _ -> Durable.<Quote>step("quote", () -> new Quote(7)).price());
    Durable<String, Integer> registered = unregistered.withStepTypes(Quote.class);
    try (var tasks = open(unregistered)) {
      assertThatThrownBy(() -> tasks.run(unregistered, "a", ""))
          .isInstanceOf(ParkedException.class)
          .hasMessageContaining("the value of step \"quote\" cannot be recorded")
          .hasMessageContaining("Quote");
    }
    try (var tasks = open(registered)) {
      assertThat(tasks.retry("a")).isTrue();
      assertThat(tasks.await(registered, "a")).isEqualTo(7);
      assertThat(tasks.retry("a")).isFalse();
    }
  }

  @Test
  void a_body_in_which_nothing_can_happen_any_more_fails() throws IOException {
    var stuck = function(_ -> Queue.<String>bounded(1).get());
    try (var tasks = open(stuck)) {
      assertThatThrownBy(() -> tasks.run(stuck, "a", "")).hasMessageContaining("DeadlockException");
    }
  }

  @Test
  void only_so_many_tasks_run_at_a_time() throws IOException {
    var most = new int[2];
    var counted =
        function(_ ->
            step(
                "count",
                () -> {
                  most[0]++;
                  most[1] = Math.max(most[0], most[1]);
                  sleep(ofSeconds(10));
                  most[0]--;
                  return "";
                }));
    try (var tasks =
        DurableTasks.open(journal, DurableOptions.defaults().withMostRunning(3), counted)) {
      for (int number = 0; number < 10; number++) {
        tasks.start(counted, "task" + number, "");
      }
      for (int number = 0; number < 10; number++) {
        tasks.await(counted, "task" + number);
      }
      assertThat(most).containsExactly(0, 3);
    }
  }

  @Test
  void results_are_forgotten_after_a_time() throws IOException {
    try (var tasks =
        DurableTasks.open(journal, DurableOptions.defaults().withKeepEnded(ofDays(1)), pay)) {
      tasks.run(pay, "order-1", new Order("tea", 3));
      sleep(Duration.ofHours(23));
      assertThat(tasks.list("", 10)).hasSize(1);
      sleep(Duration.ofHours(2));
      assertThat(tasks.list("", 10)).isEmpty();
    }
  }

  @Test
  void the_journal_has_one_entry_for_each_step_and_timer() throws IOException {
    try (var tasks = open(pay)) {
      tasks.start(pay, "order-1", new Order("tea", 3));
      sleep(ofDays(1));
      assertThat(journal.load("order-1").stream().map(entry -> entry.kind()))
          .containsExactly(EntryKind.STEP);
      tasks.await(pay, "order-1");
      assertThat(tasks.find("order-1").orElseThrow().lastNumber()).isEqualTo(4);
    }
  }
}
