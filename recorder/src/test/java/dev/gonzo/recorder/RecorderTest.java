package dev.gonzo.recorder;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.net.Tcp;
import dev.gonzo.queue.Queue;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Answered;
import dev.gonzo.recorder.event.Event.Arrived;
import dev.gonzo.recorder.event.Event.Created;
import dev.gonzo.recorder.event.Event.DeadlineExpired;
import dev.gonzo.recorder.event.Event.Shared;
import dev.gonzo.recorder.event.Event.Trapped;
import dev.gonzo.recorder.format.EventLine;
import dev.gonzo.recorder.format.StreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
class RecorderTest {
  @TempDir Path directory;

  private Path path() {
    return directory.resolve("one.recording");
  }

  /** A program that may throw. */
  private interface Program {
    void run() throws Exception;
  }

  private Recording recorded(RecorderOptions options, Program program) throws Exception {
    try (var _ = Recorder.start(path(), options)) {
      program.run();
    }
    return Recording.open(path());
  }

  private static List<Event> events(Recording.Stream stream) {
    var events = new ArrayList<Event>();
    stream.events().forEach(events::add);
    return events;
  }

  private static String text(Recording.Stream stream, boolean withData, boolean showSecrets) {
    var lines = new EventLine(withData, showSecrets);
    var text = new StringBuilder();
    stream.events().forEach(event -> text.append(lines.of(event)).append('\n'));
    return text.toString();
  }

  /** Uses the network, threads, deadlines and a universal queue. */
  private static void program() throws Exception {
    run(
        Kernels.of("nio"),
        () -> {
          var listener = Tcp.listen("127.0.0.1", 0);
          var server =
              spawn(() -> {
                try (var socket = listener.accept()) {
                  byte[] buffer = new byte[100];
                  int count;
                  while ((count = socket.read(buffer, 0, 100)) > 0) {
                    socket.writeAll(buffer, 0, count);
                  }
                }
              });
          try (var client = Tcp.connect("127.0.0.1", listener.localAddress().getPort())) {
            byte[] sent = "password=geheim&name=x".getBytes(StandardCharsets.UTF_8);
            client.writeAll(sent, 0, sent.length);
            byte[] got = new byte[sent.length];
            assertThat(client.read(got, 0, got.length)).isEqualTo(got.length);
          }
          server.join();
          listener.close();
          assertThat(runInThread(() -> List.of("a", 7)).size()).isEqualTo(2);
          assertThatThrownBy(
                  () -> timeoutAfter(Duration.ofMillis(5), () -> sleep(Duration.ofDays(1))))
              .isNotNull();
        });
  }

  @Test
  void a_recorded_program_is_replayed_equally_without_its_network() throws Exception {
    Recording recording = recorded(RecorderOptions.DEFAULTS, RecorderTest::program);
    assertThat(recording.streams()).hasSize(1);
    assertThat(recording.streams().getFirst().name()).isEqualTo("nio");
    assertThat(recording.streams().getFirst().ending()).isEmpty();
    assertThat(recording.whyNotReplayable()).isEmpty();
    List<Event> events = events(recording.streams().getFirst());
    assertThat(events.getFirst()).isEqualTo(new Created(0, -1, "main", false));
    assertThat(events).hasAtLeastOneElementOfType(DeadlineExpired.class);
    try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      program();
      assertThat(replay.results()).containsExactly(new ReplayResult.Equal(events.size()));
    }
  }

  @Test
  void what_is_shown_has_no_secrets_unless_they_are_asked_for() throws Exception {
    Recording.Stream stream =
        recorded(RecorderOptions.DEFAULTS, RecorderTest::program).streams().getFirst();
    assertThat(text(stream, true, false)).contains("password=***&name=x").doesNotContain("geheim");
    assertThat(text(stream, true, true)).contains("password=geheim");
    assertThat(text(stream, false, true)).doesNotContain("geheim").doesNotContain("decoded");
  }

  @Test
  void without_data_nothing_received_is_in_the_files_and_it_is_not_replayable() throws Exception {
    Recording recording = recorded(RecorderOptions.DEFAULTS.withData(false), RecorderTest::program);
    assertThat(recording.whyNotReplayable())
        .hasValueSatisfying(why -> assertThat(why).contains("--without-data"));
    try (var files = Files.list(path())) {
      for (Path file : files.toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("geheim");
      }
    }
    assertThat(text(recording.streams().getFirst(), true, true)).contains("22 bytes");
  }

  @Test
  void the_place_of_each_trap_is_recorded_if_it_is_asked_for() throws Exception {
    Recording recording =
        recorded(RecorderOptions.DEFAULTS.withPlaces(true), RecorderTest::program);
    Recording.Stream stream = recording.streams().getFirst();
    StreamReader reader = stream.reader();
    while (reader.hasNext()) {
      if (reader.next() instanceof Trapped trapped
          && stream.newCodec().text(trapped.trap()).startsWith("Listen(")) {
        assertThat(reader.place()).contains("RecorderTest");
        assertThat(stream.place(reader.number())).hasValue(reader.place());
        return;
      }
    }
    throw new AssertionError("no Listen");
  }

  @Test
  void each_kernel_has_its_own_stream_in_the_order_in_which_they_began() throws Exception {
    Recording recording =
        recorded(
            RecorderOptions.DEFAULTS,
            () -> {
              for (int i = 0; i < 3; i++) {
                int number = i;
                run(
                    Kernels.of("nio"),
                    () -> {
                      Task<?> task = spawn(() -> number);
                      return task.join();
                    });
              }
            });
    assertThat(recording.streams()).extracting(Recording.Stream::number).containsExactly(1, 2, 3);
    assertThat(recording.streams()).allMatch(stream -> stream.ending().isEmpty());
  }

  /** A thread of the program puts into a universal queue; a task takes. */
  private static void sharing() throws Exception {
    var queue = Queue.<Integer>universal(1);
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 5; i++) {
                queue.put(i);
              }
            });
    run(
        Kernels.of("nio"),
        () -> {
          for (int i = 0; i < 5; i++) {
            assertThat(queue.get()).isEqualTo(i);
          }
        });
    other.join();
  }

  @Test
  void steps_on_shared_objects_are_recorded() throws Exception {
    Recording recording = recorded(RecorderOptions.DEFAULTS, RecorderTest::sharing);
    assertThat(events(recording.streams().getFirst()))
        .filteredOn(Shared.class::isInstance)
        .hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void what_another_thread_passes_is_recorded_as_an_arrival() throws Exception {
    Recording recording =
        recorded(
            RecorderOptions.DEFAULTS,
            () ->
                run(
                    Kernels.of("nio"),
                    () -> {
                      var future = new java.util.concurrent.CompletableFuture<String>();
                      Thread.ofPlatform().start(() -> future.complete("done"));
                      assertThat(dev.gonzo.Gonzo.await(future)).isEqualTo("done");
                    }));
    List<Event> events = events(recording.streams().getFirst());
    assertThat(events).hasAtLeastOneElementOfType(Trapped.class);
    assertThat(events.stream().filter(Arrived.class::isInstance).count()).isLessThanOrEqualTo(2);
    assertThat(recording.streams().getFirst().ending()).isEmpty();
  }

  @Test
  void a_running_kernel_is_recorded_from_the_middle_and_that_is_not_replayable() throws Exception {
    var recorder = new AtomicReference<Recorder>();
    run(
        Kernels.of("nio"),
        () -> {
          RunningKernel own = Kernels.running().getLast();
          recorder.set(runInThread(() -> Recorder.attach(own, path(), RecorderOptions.DEFAULTS)));
          sleep(Duration.ofMillis(1));
          spawn(() -> "after").join();
          runInThread(() -> {
            recorder.get().close();
            return null;
          });
          sleep(Duration.ofMillis(1)); // not recorded
        });
    Recording recording = Recording.open(path());
    assertThat(recording.whyNotReplayable())
        .hasValueSatisfying(why -> assertThat(why).contains("in the middle"));
    Recording.Stream stream = recording.streams().getFirst();
    assertThat(events(stream)).contains(new Created(0, -1, "main", false));
    assertThat(stream.ending())
        .hasValueSatisfying(end -> assertThat(end).contains("before the program"));
  }

  @Test
  void there_is_one_recorder_at_a_time_and_closing_it_twice_is_harmless() throws Exception {
    try (var recorder = Recorder.start(path(), RecorderOptions.DEFAULTS)) {
      Path other = directory.resolve("other");
      assertThatThrownBy(() -> Recorder.start(other, RecorderOptions.DEFAULTS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("close it first");
      assertThat(other).doesNotExist();
      recorder.close();
    }
    assertThatThrownBy(() -> Recorder.start(path(), RecorderOptions.DEFAULTS))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("choose another name");
    assertThatThrownBy(
            () -> Recorder.start(directory.resolve("x"), RecorderOptions.DEFAULTS.withMaxBytes(9)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_answer_that_has_no_encoding_does_not_end_the_recording() throws Exception {
    Recording recording =
        recorded(
            RecorderOptions.DEFAULTS,
            () ->
                run(
                    Kernels.of("nio"),
                    () -> {
                      Object _ = runInThread(Object::new);
                      spawn(() -> "after").join();
                    }));
    Recording.Stream stream = recording.streams().getFirst();
    assertThat(stream.ending()).isEmpty();
    assertThat(events(stream))
        .anyMatch(event ->
            event instanceof Answered answered && !stream.newCodec().isRecorded(answered.answer()));
  }

  @Test
  void each_trap_has_its_place_also_behind_a_checksum_or_in_the_next_file() throws Exception {
    var options = RecorderOptions.DEFAULTS.withPlaces(true).withMaxBytes(1 << 20);
    Recording recording =
        recorded(
            options,
            () ->
                run(
                    Kernels.of("nio"),
                    () -> {
                      for (int i = 0; i < 10_000; i++) {
                        yieldNow();
                      }
                    }));
    StreamReader reader = recording.streams().getFirst().reader();
    while (reader.hasNext()) {
      if (reader.next() instanceof Trapped) {
        assertThat(reader.place()).as("event %d", reader.number()).contains("RecorderTest");
      }
    }
    assertThat(reader.ending()).isEmpty();
  }

  @Test
  void a_kernel_that_is_recorded_from_the_middle_ends_as_others_do() throws Exception {
    var recorder = new AtomicReference<Recorder>();
    run(
        Kernels.of("nio"),
        () -> {
          RunningKernel own = Kernels.running().getLast();
          recorder.set(runInThread(() -> Recorder.attach(own, path(), RecorderOptions.DEFAULTS)));
          spawn(() -> "after").join();
          spawn(() -> sleep(Duration.ofMillis(1)));
        });
    recorder.get().close();
    assertThat(Recording.open(path()).streams().getFirst().ending()).isEmpty();
  }

  @Test
  void the_files_of_an_abandoned_kernel_are_closed() throws Exception {
    Recording recording =
        recorded(
            RecorderOptions.DEFAULTS,
            () ->
                assertThatThrownBy(() ->
                        run(
                            Kernels.of("nio"),
                            () -> {
                              Kernels.running().getLast().abandon("it is enough");
                              sleep(Duration.ofDays(1));
                            }))
                    .hasMessageContaining("it is enough"));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("gonzo-recorder")) {
        assertThat(thread.join(Duration.ofSeconds(30))).as("the thread ends").isTrue();
      }
    }
    assertThat(recording.streams().getFirst().ending())
        .hasValueSatisfying(end -> assertThat(end).contains("before the program"));
  }
}
