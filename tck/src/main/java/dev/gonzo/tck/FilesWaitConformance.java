package dev.gonzo.tck;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.DirectoryWatch;
import dev.gonzo.trap.FileTrap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Chapter 7, "Files": how a slow device affects other tasks, and what a cancellation leaves behind.
 * A named pipe serves as the slow device: opening it for writing waits for a reader.
 */
@Tag("realTime")
public abstract class FilesWaitConformance extends Conformance {
  /** How many bytes a pipe takes before a write blocks. */
  private static final int PIPE_BYTES = 65_536;

  /** Creates the chapter. */
  protected FilesWaitConformance() {
    super(FileTrap.class);
  }

  private Path pipe() throws Exception {
    return NamedPipe.create(peers().directory());
  }

  // ---------------------------------------------------------------- slow devices

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified("7.2")
  void others_run_while_a_device_takes_its_time() throws Exception {
    Path pipe = pipe();
    run(() -> {
      Task<AsyncFile> opening = spawn(() -> AsyncFile.open(pipe, WRITE));
      for (int tick = 0; tick < 5; tick++) {
        sleep(Duration.ofMillis(1));
      }
      files().writeString(path("a"), "x");
      assertThat(AsyncFiles.readString(path("a"))).isEqualTo("x");
      assertThat(opening.outcome()).isEmpty();
      try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) {
        opening.join().close();
      }
    });
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified("7.3")
  // docs/edges.md: F20
  void who_is_cancelled_leaves_a_slow_device_at_once_and_holds_up_nobody() throws Exception {
    Path pipe = pipe();
    run(() -> {
      for (int i = 0; i < 40; i++) {
        Task<?> opening = spawn(() -> AsyncFile.open(pipe, WRITE));
        Connection.untilSuspended(opening);
        // Whether or not a thread has taken it by now.
        sleep(Duration.ofMillis(i % 2));
        opening.cancel("test");
        assertThatThrownBy(opening::join).hasCauseInstanceOf(Cancelled.class);
        AsyncFiles.writeString(path("a"), "still here");
      }
      try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) {
        AsyncFile.open(pipe, WRITE).close(); // the same for those that were left behind
      }
    });
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified({"4.6", "7.25"})
  void a_cancelled_write_that_waits_for_room_has_written_nothing() throws Exception {
    Path pipe = pipe();
    run(() -> {
      try (var reader = new RandomAccessFile(pipe.toFile(), "rw");
          var file = AsyncFile.open(pipe, WRITE)) {
        file.writeAll(new byte[PIPE_BYTES]);
        Task<?> writer = spawn(() -> file.write(new byte[] {1}, 0, 1));
        Connection.untilSuspended(writer);
        Connection.letOthersRun();
        writer.cancel("test");
        assertThat(file.position()).isEqualTo(PIPE_BYTES);
        runInThread(() -> {
          reader.readFully(new byte[PIPE_BYTES]);
          return null;
        });
        assertThat(file.write(new byte[] {2}, 0, 1)).isEqualTo(1);
        int next = runInThread(() -> reader.read());
        assertThat(next).isEqualTo(2);
      }
    });
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified({"7.1", "7.12", "7.25"})
  void closing_waits_for_nobody_and_what_has_begun_ends_as_it_would_have() throws Exception {
    Path pipe = pipe();
    run(() -> {
      try (var reader = new RandomAccessFile(pipe.toFile(), "rw")) {
        AsyncFile file = AsyncFile.open(pipe, WRITE);
        file.writeAll(new byte[PIPE_BYTES]);
        Task<Integer> writer = spawn(() -> file.write(new byte[10], 0, 10));
        Connection.untilSuspended(writer);
        Connection.letOthersRun();
        file.close();
        runInThread(() -> {
          reader.readFully(new byte[PIPE_BYTES]);
          return null;
        });
        assertThat(writer.join()).isEqualTo(10);
      }
    });
  }

  // ---------------------------------------------------------------- without positions

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified("7.25")
  void a_pipe_is_read_in_order_to_its_end() throws Exception {
    Path pipe = pipe();
    run(() -> {
      Task<AsyncFile> opening = spawn(() -> AsyncFile.open(pipe, WRITE));
      try (var reader = AsyncFile.open(pipe)) {
        var buffer = new byte[10];
        Task<Integer> reading = spawn(() -> reader.read(buffer));
        AsyncFile writer = opening.join();
        writer.writeAll("through".getBytes(US_ASCII));
        assertThat(reading.join()).isEqualTo(7);
        assertThat(new String(buffer, 0, 7, US_ASCII)).isEqualTo("through");
        assertThatThrownBy(() -> reader.readAt(3, buffer, 0, 10))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("no positions");
        assertThatThrownBy(() -> writer.writeAt(0, buffer, 0, 10))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("no positions");
        writer.close();
        assertThat(reader.read(buffer)).isEqualTo(-1);
        assertThat(reader.read(buffer)).isEqualTo(-1);
      }
    });
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified({"7.2", "7.25"})
  void pipes_that_nobody_answers_hold_up_no_other_file() throws Exception {
    Path pipe = pipe();
    files().writeString(path("plain"), "x");
    run(() -> {
      var waiting = new ArrayList<Task<?>>();
      for (int i = 0; i < 100; i++) {
        waiting.add(spawn(() -> AsyncFile.open(pipe).read(new byte[1])));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(AsyncFiles.readString(path("plain"))).isEqualTo("x");
      }
      for (Task<?> task : waiting) {
        task.cancel("test");
      }
      assertThat(AsyncFiles.readString(path("plain"))).isEqualTo("x");
    });
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified("7.25")
  void a_cancelled_read_from_a_pipe_has_taken_nothing() throws Exception {
    Path pipe = pipe();
    run(() -> {
      try (var other = new RandomAccessFile(pipe.toFile(), "rw");
          var reader = AsyncFile.open(pipe)) {
        Task<?> reading = spawn(() -> reader.read(new byte[1]));
        Connection.untilSuspended(reading);
        Connection.letOthersRun();
        reading.cancel("test");
        other.write(7);
        var buffer = new byte[1];
        assertThat(reader.read(buffer)).isEqualTo(1);
        assertThat(buffer).containsExactly(7);
      }
    });
  }

  @Test
  @Specified("7.25")
  void a_file_of_the_system_without_a_size_is_read_to_its_end() throws Exception {
    Path version = Path.of("/proc/version");
    Assumptions.assumeTrue(files().exists(version), "this system has no such file");
    String expected = files().readString(version);
    run(() -> assertThat(AsyncFiles.readString(version)).isEqualTo(expected));
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified("7.2")
  void one_task_at_a_time_is_at_the_position() throws Exception {
    Path pipe = pipe();
    run(() -> {
      try (var reader = new RandomAccessFile(pipe.toFile(), "rw");
          var file = AsyncFile.open(pipe, WRITE)) {
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
      try (var watch = Directories.watch(peers().directory(), ENTRY_CREATE, ENTRY_DELETE);
          var another = Directories.watch(peers().directory(), ENTRY_DELETE)) {
        assertThat(watch).hasToString("the watch of " + peers().directory());
        Task<List<WatchEvent<?>>> waiting = spawn(watch::take);
        Connection.untilSuspended(waiting);
        AsyncFiles.writeString(path("a"), "x");
        assertThat(names(waiting.join())).containsExactly("ENTRY_CREATE a");
        AsyncFiles.delete(path("a"));
        assertThat(names(watch.take())).containsExactly("ENTRY_DELETE a");
        assertThat(names(another.take())).containsExactly("ENTRY_DELETE a");
      }
      try (var later = Directories.watch(peers().directory(), ENTRY_CREATE)) {
        AsyncFiles.createFile(path("b"));
        assertThat(names(later.take())).containsExactly("ENTRY_CREATE b");
      }
    });
  }

  @Test
  @Specified("7.24")
  void a_cancelled_wait_for_events_takes_none() throws IOException {
    run(() -> {
      try (var watch = Directories.watch(peers().directory(), ENTRY_CREATE)) {
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
      DirectoryWatch watch = Directories.watch(peers().directory());
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
