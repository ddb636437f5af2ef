package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.TaskFailed;
import dev.gonzo.TaskState;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.DirectoryWatch;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chapter 7, "Files": what a device that takes its time does to others, and what a cancellation
 * leaves behind. A named pipe is the slow device: to open it waits for somebody at its other end.
 */
@Tag("realTime")
public abstract class FilesWaitConformance extends Conformance {
  /** What a pipe takes before a write to it waits. */
  private static final int PIPE_BYTES = 65_536;

  @TempDir private Path directory = Path.of("");

  /** Makes the chapter. */
  protected FilesWaitConformance() {
    super(Trap.Files.class);
  }

  private Path path(String name) {
    return directory.resolve(name);
  }

  private Path pipe() throws Exception {
    Path pipe = path("pipe");
    try {
      Process maker = new ProcessBuilder("mkfifo", pipe.toString()).start();
      Assumptions.assumeTrue(maker.waitFor() == 0);
    } catch (IOException none) {
      Assumptions.abort("this system has no named pipes");
    }
    return pipe;
  }

  // ---------------------------------------------------------------- slow devices

  @Test
  @Specified("7.2")
  void others_run_while_a_device_takes_its_time() throws Exception {
    Path pipe = pipe();
    run(() -> {
      Task<AsyncFile> opening = spawn(() -> AsyncFile.open(pipe));
      for (int tick = 0; tick < 5; tick++) {
        sleep(Duration.ofMillis(1));
      }
      Files.writeString(path("a"), "x");
      assertThat(AsyncFiles.readString(path("a"))).isEqualTo("x");
      assertThat(opening.state()).isEqualTo(TaskState.SUSPENDED);
      try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) {
        opening.join().close();
      }
    });
  }

  @Test
  @Specified("7.3")
  void who_is_cancelled_leaves_a_slow_device_at_once_and_holds_up_nobody() throws Exception {
    Path pipe = pipe();
    run(() -> {
      for (int i = 0; i < 40; i++) {
        Task<?> opening = spawn(() -> AsyncFile.open(pipe));
        Connection.untilSuspended(opening);
        // Whether a thread has taken it by now or not.
        sleep(Duration.ofMillis(i % 2));
        opening.cancel("test");
        assertThatThrownBy(opening::join).hasCauseInstanceOf(Cancelled.class);
        AsyncFiles.writeString(path("a"), "still here");
      }
      try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) {
        AsyncFile.open(pipe).close(); // which lets those that were left behind go
      }
    });
  }

  @Test
  @Specified({"4.6", "7.3"})
  void a_write_that_has_begun_is_answered_and_the_cancellation_waits() throws Exception {
    Path pipe = pipe();
    run(() -> {
      try (var reader = new RandomAccessFile(pipe.toFile(), "rw");
          var file = AsyncFile.open(pipe, APPEND)) {
        var sent = new ArrayList<Integer>();
        Task<?> writer =
            spawn(() -> {
              sent.add(file.write(new byte[PIPE_BYTES + 10], 0, PIPE_BYTES + 10));
              checkpoint();
              sent.add(-1);
            });
        // When a byte is there it has begun, and it waits for room for the last ones.
        int first = runInThread(() -> reader.read());
        assertThat(first).isZero();
        writer.requestCancel("test");
        Connection.letOthersRun();
        assertThat(writer.state()).isEqualTo(TaskState.SUSPENDED);
        runInThread(() -> {
          reader.readFully(new byte[PIPE_BYTES + 9]);
          return null;
        });
        assertThatThrownBy(writer::join)
            .isInstanceOf(TaskFailed.class)
            .hasCauseInstanceOf(Cancelled.class);
        assertThat(sent).containsExactly(PIPE_BYTES + 10);
        assertThat(file.position()).isEqualTo(PIPE_BYTES + 10);
      }
    });
  }

  @Test
  @Specified({"7.1", "7.12"})
  void closing_waits_for_nobody_and_what_has_begun_ends_as_it_would_have() throws Exception {
    Path pipe = pipe();
    run(() -> {
      try (var reader = new RandomAccessFile(pipe.toFile(), "rw")) {
        AsyncFile file = AsyncFile.open(pipe, APPEND);
        Task<Integer> writer =
            spawn(() -> file.write(new byte[PIPE_BYTES + 10], 0, PIPE_BYTES + 10));
        int first = runInThread(() -> reader.read());
        assertThat(first).isZero();
        file.close();
        runInThread(() -> {
          reader.readFully(new byte[PIPE_BYTES + 9]);
          return null;
        });
        assertThat(writer.join()).isEqualTo(PIPE_BYTES + 10);
      }
    });
  }

  @Test
  @Specified("7.2")
  void one_task_at_a_time_is_at_the_position() throws Exception {
    Path pipe = pipe();
    run(() -> {
      try (var reader = new RandomAccessFile(pipe.toFile(), "rw");
          var file = AsyncFile.open(pipe, APPEND)) {
        Task<?> writer = spawn(() -> file.writeAll(new byte[PIPE_BYTES + 10]));
        Connection.untilSuspended(writer);
        assertThatThrownBy(() -> file.write(new byte[1], 0, 1)).isInstanceOf(BusyException.class);
        runInThread(() -> {
          reader.readFully(new byte[PIPE_BYTES + 10]);
          return null;
        });
        Object _ = writer.join();
        assertThat(file.write(new byte[1], 0, 1)).isEqualTo(1);
      }
    });
  }

  // ---------------------------------------------------------------- watches

  private static List<String> names(List<WatchEvent<?>> events) {
    return events.stream().map(event -> event.kind() + " " + event.context()).toList();
  }

  @Test
  @Specified({"7.23", "7.24"})
  void who_watches_a_directory_is_told_what_happens_there() throws IOException {
    run(() -> {
      try (var watch = Directories.watch(directory, ENTRY_CREATE, ENTRY_DELETE);
          var another = Directories.watch(directory, ENTRY_DELETE)) {
        Task<List<WatchEvent<?>>> waiting = spawn(watch::take);
        Connection.untilSuspended(waiting);
        AsyncFiles.writeString(path("a"), "x");
        assertThat(names(waiting.join())).containsExactly("ENTRY_CREATE a");
        AsyncFiles.delete(path("a"));
        assertThat(names(watch.take())).containsExactly("ENTRY_DELETE a");
        assertThat(names(another.take())).containsExactly("ENTRY_DELETE a");
      }
      try (var later = Directories.watch(directory, ENTRY_CREATE)) {
        AsyncFiles.createFile(path("b"));
        assertThat(names(later.take())).containsExactly("ENTRY_CREATE b");
      }
    });
  }

  @Test
  @Specified("7.24")
  void a_cancelled_wait_for_events_takes_none() throws IOException {
    run(() -> {
      try (var watch = Directories.watch(directory, ENTRY_CREATE)) {
        Task<?> waiting = spawn(watch::take);
        Connection.untilSuspended(waiting);
        assertThatThrownBy(watch::take).isInstanceOf(BusyException.class);
        waiting.cancel("test");
        AsyncFiles.createFile(path("a"));
        assertThat(names(watch.take())).containsExactly("ENTRY_CREATE a");
      }
    });
  }

  @Test
  @Specified("7.24")
  void a_watch_ends_with_its_directory_and_when_it_is_closed() throws IOException {
    run(() -> {
      Directories.createDirectory(path("inner"));
      try (var watch = Directories.watch(path("inner"), ENTRY_CREATE)) {
        AsyncFiles.delete(path("inner"));
        assertThat(watch.take()).isEmpty();
      }
      DirectoryWatch watch = Directories.watch(directory);
      Task<?> waiting = spawn(watch::take);
      Connection.untilSuspended(waiting);
      watch.close();
      assertThatThrownBy(waiting::join).hasCauseInstanceOf(ClosedWatchServiceException.class);
      assertThatThrownBy(watch::take).isInstanceOf(ClosedWatchServiceException.class);
      AsyncFiles.createFile(path("file"));
      assertThatThrownBy(() -> Directories.watch(path("file")))
          .isInstanceOf(NotDirectoryException.class);
    });
  }
}
