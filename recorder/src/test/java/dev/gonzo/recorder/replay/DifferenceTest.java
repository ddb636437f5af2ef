package dev.gonzo.recorder.replay;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.ReplayResult.Diverged;
import dev.gonzo.recorder.ReplayResult.EndsEarly;
import dev.gonzo.recorder.ReplayResult.Equal;
import dev.gonzo.recorder.ReplayResult.NotReplayable;
import dev.gonzo.recorder.event.Bytes;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.format.TrapCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a replay reports of programs that do something else, and of recordings that end early. */
@Timeout(300)
@Tag("realTime")
class DifferenceTest {
  private static final String KERNEL = "none";

  @TempDir private Path directory;

  private static AsyncCallable<String, Exception> program(long millis, String name) {
    return () -> {
      var task =
          spawn(
              name,
              () -> {
                yieldNow();
                sleep(ofMillis(millis));
                return "slept";
              });
      return task.join();
    };
  }

  private Recorded record(AsyncCallable<String, Exception> program) throws Exception {
    return Recorded.run(directory.resolve("recording"), KERNEL, program);
  }

  private static ReplayResult only(Recorded.Replayed replayed) {
    assertThat(replayed.results()).hasSize(1);
    return replayed.results().getFirst();
  }

  @Test
  void another_argument_of_a_trap_is_named_with_the_place_in_the_program() throws Exception {
    var recorded = record(program(1, "sleeper"));
    var replayed = recorded.replay(KERNEL, program(2, "sleeper"), ReplayOptions.DEFAULTS);
    var diverged = (Diverged) only(replayed);
    assertThat(diverged.recorded()).startsWith("task 1 makes the trap Sleep(until ");
    assertThat(diverged.now()).startsWith("task 1 makes the trap Sleep(until ");
    assertThat(diverged.now()).isNotEqualTo(diverged.recorded());
    assertThat(diverged.stack().toString()).contains("DifferenceTest.lambda$program$");
    assertThat(diverged.lastCommon()).isPositive().isLessThan(diverged.number());
    assertThat(replayed.value()).isNull();
  }

  @Test
  void another_name_of_a_task_is_a_difference() throws Exception {
    var recorded = record(program(1, "sleeper"));
    var replayed = recorded.replay(KERNEL, program(1, "dreamer"), ReplayOptions.DEFAULTS);
    var diverged = (Diverged) only(replayed);
    assertThat(diverged.recorded()).contains("\"sleeper\"");
    assertThat(diverged.now()).contains("\"dreamer\"");
  }

  @Test
  void a_program_that_does_less_differs_where_it_ends() throws Exception {
    var recorded = record(program(1, "sleeper"));
    var replayed = recorded.replay(KERNEL, () -> "nothing", ReplayOptions.DEFAULTS);
    var diverged = (Diverged) only(replayed);
    assertThat(diverged.recorded()).startsWith("task 0 makes the trap Spawn");
    assertThat(diverged.now()).isEqualTo("task 0 ends its turn");
  }

  @Test
  void a_program_that_fails_fails_again() throws Exception {
    AsyncCallable<String, Exception> failing =
        () -> {
          sleep(ofMillis(1));
          throw new IllegalArgumentException("wrong");
        };
    assertThatThrownBy(() -> record(failing)).hasMessage("wrong");
    var recorded = Recorded.of(directory.resolve("recording"));
    try (var replay = Replay.start(recorded.recording().kernels(), ReplayOptions.DEFAULTS)) {
      assertThatThrownBy(() -> Kernels.of(KERNEL).run(failing))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("wrong");
      assertThat(replay.results()).hasExactlyElementsOfTypes(Equal.class);
    }
  }

  @Test
  void a_recording_that_was_closed_early_ends_before_the_program() throws Exception {
    Path file = directory.resolve("recording");
    var closing = new ArrayList<Recorder>();
    AsyncCallable<String, Exception> program =
        () -> {
          sleep(ofMillis(1));
          closing.forEach(Recorder::close);
          sleep(ofMillis(1));
          return "done";
        };
    closing.add(Recorder.start(file, RecorderOptions.DEFAULTS));
    assertThat(Kernels.of(KERNEL).<String, Exception>run(program)).isEqualTo("done");
    closing.clear();
    var early = (EndsEarly) only(Recorded.of(file).replay(KERNEL, program, ReplayOptions.DEFAULTS));
    assertThat(early.events()).isGreaterThan(5);
  }

  @Test
  void a_thread_that_does_not_come_again_ends_the_replay_with_the_reason() throws Exception {
    var queue = new ArrayList<Queue<String>>();
    var sender = new ArrayList<Thread>();
    AsyncCallable<String, Exception> program =
        () -> {
          queue.add(Queue.universal(1));
          sender.forEach(Thread::start);
          return queue.getLast().get();
        };
    sender.add(Thread.ofPlatform().unstarted(() -> queue.getLast().put("sent")));
    var recorded = record(program);
    assertThat(recorded.value()).isEqualTo("sent");
    sender.clear();
    var options = ReplayOptions.DEFAULTS.withPatience(ofMillis(100));
    var result = (NotReplayable) only(recorded.replay(KERNEL, program, options));
    assertThat(result.reason()).contains("another thread").contains("not started by the program");
  }

  @Test
  void a_kernel_that_is_not_run_again_is_named_and_so_is_one_too_many() throws Exception {
    var recorded = record(program(1, "sleeper"));
    try (var replay = Replay.start(recorded.recording().kernels(), ReplayOptions.DEFAULTS)) {
      assertThat(replay.results())
          .containsExactly(new NotReplayable(1, "the program has not run this kernel again"));
      Kernels.of(KERNEL).run(program(1, "sleeper"));
      var tooMany = Kernels.of(KERNEL);
      assertThatThrownBy(() -> tooMany.run(program(1, "sleeper")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the program runs kernel 2, and only 1 was recorded: it differs from the recorded"
                  + " program, so record it again");
      assertThatThrownBy(() -> Replay.start(List.of(), ReplayOptions.DEFAULTS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another replay");
    }
    Replay.start(List.of(), ReplayOptions.DEFAULTS).close();
  }

  @Test
  void a_replay_and_a_recorder_exclude_each_other_and_a_second_close_has_no_effect()
      throws Exception {
    Path file = directory.resolve("recording");
    var closed = Replay.start(List.of(), ReplayOptions.DEFAULTS);
    closed.close();
    try (var _ = Replay.start(List.of(), ReplayOptions.DEFAULTS)) {
      closed.close();
      assertThatThrownBy(() -> Recorder.start(file, RecorderOptions.DEFAULTS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("there is another replay in this JVM: close it first");
      assertThat(file).doesNotExist();
    }
    try (var _ = Recorder.start(file, RecorderOptions.DEFAULTS)) {
      assertThatThrownBy(() -> Replay.start(List.of(), ReplayOptions.DEFAULTS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("there is another recorder in this JVM: close it first");
    }
  }

  @Test
  void work_that_is_run_again_is_interrupted_when_the_replay_ends() throws Exception {
    Path file = directory.resolve("recording");
    var sleeps = new AtomicReference<>(ofMillis(1));
    var interrupted = new CompletableFuture<Boolean>();
    AsyncCallable<String, Exception> program =
        () -> {
          var begun = new CountDownLatch(1);
          var done = new CountDownLatch(1);
          var worker = spawn(() -> runInThread(() -> work(begun, done, interrupted)));
          runInThread(() -> begun.await());
          sleep(sleeps.get());
          done.countDown();
          worker.join();
          return "done";
        };
    var recorded = Recorded.run(file, KERNEL, program);
    sleeps.set(ofMillis(2));
    assertThat(only(recorded.replay(KERNEL, program, ReplayOptions.DEFAULTS)))
        .isInstanceOf(Diverged.class);
    assertThat(interrupted.get(1, TimeUnit.MINUTES)).isTrue();
  }

  private static void work(
      CountDownLatch begun, CountDownLatch done, CompletableFuture<Boolean> interrupted) {
    begun.countDown();
    try {
      done.await();
    } catch (InterruptedException wanted) {
      interrupted.complete(true);
    }
  }

  @Test
  void an_exception_that_is_damaged_is_shown_as_that() {
    var event = new Event.Failed(3, new Bytes(new byte[] {99}));
    assertThat(EventText.of(event, new TrapCodec()))
        .isEqualTo(
            "task 3 gets an exception that cannot be decoded: the recording is damaged: an unknown"
                + " kind of exception");
  }

  @Test
  void time_stands_still_while_a_listener_holds_an_event() throws Exception {
    var recorded = record(program(1, "sleeper"));
    var seen = new ArrayList<Event>();
    var options =
        ReplayOptions.DEFAULTS.withListener((kernel, number, event) -> {
          assertThat(kernel).isZero();
          seen.add(event);
          assertThat(number).isEqualTo(seen.size());
          if (event instanceof Event.Suspended) {
            var end = System.nanoTime() + ofMillis(20).toNanos(); // longer than the sleep
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
          }
        });
    var replayed = recorded.replay(KERNEL, program(1, "sleeper"), options);
    assertThat(only(replayed)).isEqualTo(new Equal(seen.size()));
    assertThat(replayed.value()).isEqualTo("slept");
  }
}
