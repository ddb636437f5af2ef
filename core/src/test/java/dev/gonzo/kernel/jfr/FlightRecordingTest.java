package dev.gonzo.kernel.jfr;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.kernel.jfr.Recorded.named;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gonzo's events in recordings of the Flight Recorder. */
@Timeout(300)
@Tag("realTime")
class FlightRecordingTest {
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio", "guest", "none"})
  void a_wait_has_its_trap_its_stack_and_the_task_that_ended_it(String name) throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable(name).isEmpty());
    List<RecordedEvent> events;
    try (var recorded = Recorded.of("Wait", "TaskTurn", "TaskStart")) {
      var takerId = new AtomicInteger();
      run(
          Kernels.of(name),
          () -> {
            Queue<Integer> queue = Queue.bounded(1);
            Task<Integer> taker = spawn("jfr-taker", queue::get);
            takerId.set((int) taker.id());
            yieldNow();
            Task<Void> putter = spawn("jfr-putter", () -> queue.put(1));
            putter.join();
            taker.join();
            spawn("jfr-sleeper", () -> sleep(ofMillis(1))).join();
          });
      events = recorded.ofTasks("jfr-");
    }
    RecordedEvent putter = only(named(events, "TaskStart"), "jfr-putter");
    RecordedEvent wait = only(named(events, "Wait"), "jfr-taker");
    assertThat(wait.getClass("trap").getName()).isEqualTo(WaitOn.class.getName());
    assertThat(wait.getLong("wokenBy")).isEqualTo(putter.getLong("taskId"));
    assertThat(wait.getDuration("readyDelay")).isPositive();
    assertThat(Recorded.isOnStack(wait, Queue.class)).isTrue();
    RecordedEvent slept = only(named(events, "Wait"), "jfr-sleeper");
    assertThat(slept.getClass("trap").getName()).isEqualTo(Sleep.class.getName());
    assertThat(slept.getLong("wokenBy")).isEqualTo(-1);
    assertThat(slept.getDuration()).isGreaterThanOrEqualTo(ofMillis(1));
    assertThat(Recorded.isOnStack(slept, FlightRecordingTest.class)).isTrue();
    assertThat(putter.getLong("parentId")).isZero();
    assertThat(named(events, "TaskTurn"))
        .extracting(event -> event.getString("task"))
        .contains("jfr-taker", "jfr-putter", "jfr-sleeper");
    assertThat(events)
        .extracting(event -> event.getString("kernel"))
        .allMatch(kernel -> kernel.matches("[a-z]+-\\d+"))
        .containsOnly(wait.getString("kernel"));
  }

  private static RecordedEvent only(List<RecordedEvent> events, String task) {
    List<RecordedEvent> found =
        events.stream().filter(event -> event.getString("task").equals(task)).toList();
    assertThat(found).as("events of %s", task).hasSize(1);
    return found.getFirst();
  }

  @Test
  void tasks_end_with_their_outcomes_and_cancellations_arrive_or_not() throws Exception {
    List<RecordedEvent> events;
    try (var recorded = Recorded.all()) {
      run(() -> {
        spawn("jfr-good", () -> {}).join();
        Task<Void> bad =
            spawn(
                "jfr-bad",
                () -> {
                  throw new IOException("bad");
                });
        var _ = bad.awaitEnd();
        Task<Void> slow = spawn("jfr-cancelled", () -> sleep(ofHours(1)));
        yieldNow();
        slow.cancel("no longer needed");
        // It ends without a checkpoint, so the cancellation never arrives.
        Task<Void> deaf = spawn("jfr-deaf", () -> {});
        boolean _ = deaf.requestCancel("too late");
        var _ = deaf.awaitEnd();
        spawn("jfr-late", () -> ignoreAfter(ofMillis(1), () -> sleep(ofHours(1)))).join();
      });
      events = recorded.ofTasks("jfr-");
    }
    List<RecordedEvent> ends = named(events, "TaskEnd");
    assertThat(only(ends, "jfr-good").getString("outcome")).isEqualTo("success");
    assertThat(only(ends, "jfr-bad").getString("outcome")).isEqualTo("failure");
    assertThat(only(ends, "jfr-bad").getClass("failure").getName())
        .isEqualTo(IOException.class.getName());
    assertThat(only(ends, "jfr-cancelled").getString("outcome")).isEqualTo("cancelled");
    List<RecordedEvent> cancellations = named(events, "Cancellation");
    RecordedEvent arrived = only(cancellations, "jfr-cancelled");
    assertThat(arrived.getString("reason")).isEqualTo("no longer needed");
    assertThat(arrived.getString("requester")).isEqualTo("main");
    assertThat(arrived.getBoolean("arrived")).isTrue();
    assertThat(Recorded.isOnStack(arrived, FlightRecordingTest.class)).isTrue();
    RecordedEvent missed = only(cancellations, "jfr-deaf");
    assertThat(missed.getString("reason")).isEqualTo("too late");
    assertThat(missed.getBoolean("arrived")).isFalse();
    assertThat(only(cancellations, "jfr-late").getString("reason")).contains("PT0.001S");
  }

  @Test
  void the_text_of_a_trap_is_never_made() throws Exception {
    var texts = new AtomicInteger();
    // It is a part of the trap's record, so the text of the trap would have its text.
    var work =
        new Callable<Integer>() {
          @Override
          public Integer call() {
            throw new IllegalStateException("refused");
          }

          @Override
          public String toString() {
            texts.incrementAndGet();
            return "work";
          }
        };
    List<RecordedEvent> events;
    try (var recorded = Recorded.all()) {
      run(() -> spawn("jfr-worker", () -> runInThread(work)).awaitEnd());
      events = recorded.ofTasks("jfr-");
    }
    assertThat(texts).hasValue(0);
    RecordedEvent trap =
        named(events, "Trap").stream()
            .filter(event -> event.getClass("trap").getName().equals(RunInThread.class.getName()))
            .findFirst()
            .orElseThrow();
    assertThat(trap.getClass("failure").getName()).isEqualTo(IllegalStateException.class.getName());
    run(
        Kernels.of().observedBy(Activation.trapTrace(_ -> {})),
        () -> spawn(() -> runInThread(work)).awaitEnd());
    assertThat(texts).as("with an observer that makes it").hasPositiveValue();
  }

  @Tag("scheduler")
  @Test
  void a_foreign_block_has_the_line_that_blocks() throws Exception {
    List<RecordedEvent> events;
    try (var recorded = Recorded.of("ForeignBlock")) {
      run(() -> {
        var opens = new CountDownLatch(1);
        var blocked = spawn("jfr-blocked", () -> opens.await());
        yieldNow();
        yieldNow();
        opens.countDown();
        blocked.join();
      });
      events = recorded.ofTasks("jfr-");
    }
    RecordedEvent block = only(named(events, "ForeignBlock"), "jfr-blocked");
    assertThat(block.getString("place")).contains("FlightRecordingTest");
    assertThat(block.getDuration()).isPositive();
  }

  @Test
  void a_recording_that_starts_later_sees_the_tasks_that_there_are() throws Exception {
    List<RecordedEvent> events =
        run(() -> {
          Queue<Integer> queue = Queue.bounded(1);
          var early =
              spawn(
                  "jfr-early",
                  () -> {
                    int _ = queue.get();
                    sleep(ofMillis(1));
                  });
          yieldNow();
          Recorded recorded = runInThread(() -> Recorded.of("Wait", "TaskEnd", "TaskTurn"));
          try (recorded) {
            runInThread(() -> {}); // the step that goes on here may have begun before it
            queue.put(1);
            early.join();
            return runInThread(() -> recorded.ofTasks("jfr-"));
          }
        });
    // The wait for the queue began before the recording.
    assertThat(only(named(events, "Wait"), "jfr-early").getClass("trap").getName())
        .isEqualTo(Sleep.class.getName());
    assertThat(only(named(events, "TaskEnd"), "jfr-early").getLong("turns")).isEqualTo(3);
    assertThat(named(events, "TaskTurn")).hasSize(2);
  }

  @Test
  void a_running_kernel_is_recorded_now_and_then() throws Exception {
    var kernels = new CountDownLatch(1);
    try (var stream = new RecordingStream()) {
      stream.enable("dev.gonzo.Kernel").withPeriod(ofMillis(20));
      stream.onEvent(
          "dev.gonzo.Kernel",
          event -> {
            if (event.getInt("tasks") == 2 && event.getInt("threads") > 0) {
              kernels.countDown();
            }
          });
      stream.startAsync();
      run(() -> {
        var _ = spawnDaemon("other", () -> sleep(ofHours(1)));
        runInThread(() -> {
          kernels.await();
          return null;
        });
      });
    }
    assertThat(kernels.getCount()).isZero();
  }

  @Test
  void settings_that_change_while_a_recording_goes_on_are_noticed() throws Exception {
    var ended = new CountDownLatch(1);
    try (var stream = new RecordingStream()) {
      stream.enable("dev.gonzo.Kernel").withPeriod(ofMillis(20));
      for (String event : List.of("TaskTurn", "Wait", "Cancellation", "ForeignBlock")) {
        stream.disable("dev.gonzo." + event);
      }
      stream.onEvent("dev.gonzo.TaskEnd", _ -> ended.countDown());
      stream.startAsync();
      run(() -> {
        stream.enable("dev.gonzo.TaskEnd");
        while (ended.getCount() > 0) {
          spawn("jfr-any", () -> {}).join();
          sleep(ofMillis(5));
        }
      });
    }
  }

  @Test
  void a_throwing_join_is_an_outcome_of_its_own() throws Exception {
    List<RecordedEvent> events;
    try (var recorded = Recorded.of("TaskEnd")) {
      run(() -> {
        Task<?> joins =
            spawn(
                "jfr-joins",
                () ->
                    spawn(
                            "jfr-fails",
                            () -> {
                              throw new IOException("fails");
                            })
                        .join());
        var _ = joins.awaitEnd();
      });
      events = recorded.ofTasks("jfr-");
    }
    assertThat(only(events, "jfr-joins").getClass("failure").getName())
        .isEqualTo(TaskFailedException.class.getName());
  }
}
