package dev.gonzo.tck;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 7, "Files": whole files, in one operation or in steps. */
@Tag("realTime")
public abstract class WholeFilesConformance extends Conformance {
  /** Sizes around those at which buffers end. */
  private static final int[] SIZES = {0, 1, 8191, 8192, 131_071, 131_072, 131_073, 1_000_000};

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  /** Creates the chapter. */
  protected WholeFilesConformance() {
    super(FileTrap.class);
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static void close(Handle handle) {
    Trap<@Nullable Void> close = new CloseFile(handle);
    Coroutine.trap(close);
  }

  private void assertBytes(Path path, byte[] bytes) throws IOException {
    assertThat(files().readAllBytes(path)).isEqualTo(bytes);
  }

  // ---------------------------------------------------------------- the traps

  @Test
  @Specified("7.28")
  void a_file_is_read_at_once_or_is_opened_and_nothing_was_read() throws IOException {
    for (int size : SIZES) {
      byte[] bytes = random(size);
      files().write(path("a"), bytes);
      run(() -> {
        switch (Coroutine.trap(new ReadWhole<byte[]>(path("a"), NO_LIMIT, read -> read))) {
          case WholeRead.Done<byte[]>(var read) -> assertThat(read).isEqualTo(bytes);
          case WholeRead.InSteps<byte[]>(var file) -> {
            assertThat(Coroutine.trap(new SizeOfFile(file))).isEqualTo(size);
            var first = new byte[1];
            int count = Coroutine.trap(new ReadAt(file, 0, first, 0, 1));
            assertThat(count).isEqualTo(size == 0 ? -1 : 1);
            close(file);
          }
        }
      });
    }
  }

  @Test
  @Specified("7.28")
  void a_file_that_is_larger_than_the_caller_allows_is_not_passed_to_the_function()
      throws IOException {
    files().write(path("a"), random(10));
    run(() -> {
      var read =
          new ReadWhole<@Nullable Object>(
              path("a"),
              9,
              bytes -> {
                throw new AssertionError(bytes.length);
              });
      if (Coroutine.trap(read) instanceof WholeRead.InSteps<?>(var file)) {
        close(file);
      } else {
        throw new AssertionError("it was read");
      }
      assertThatThrownBy(() -> Coroutine.trap(new ReadWhole<>(path("none"), 9, bytes -> bytes)))
          .isInstanceOf(NoSuchFileException.class);
    });
  }

  @Test
  @Specified("7.29")
  void a_file_is_written_at_once_or_is_opened_and_nothing_was_written() throws IOException {
    for (int size : SIZES) {
      byte[] bytes = random(size);
      run(() -> {
        Optional<Handle> inSteps =
            Coroutine.trap(new WriteWhole(path("a" + size), Set.of(CREATE_NEW, WRITE), bytes));
        if (inSteps.isPresent()) {
          assertBytes(path("a" + size), new byte[0]);
          close(inSteps.get());
        } else {
          assertBytes(path("a" + size), bytes);
        }
        assertThatThrownBy(() ->
                Coroutine.trap(new WriteWhole(path("a" + size), Set.of(CREATE_NEW, WRITE), bytes)))
            .isInstanceOf(FileAlreadyExistsException.class);
      });
    }
  }

  @Test
  @Specified("7.30")
  void a_file_is_copied_at_once_or_nothing_has_changed() throws IOException {
    byte[] bytes = random(1000);
    files().write(path("a"), bytes);
    run(() -> {
      if (Coroutine.trap(new CopyFile(path("a"), path("copy"), true))) {
        assertBytes(path("copy"), bytes);
      } else {
        assertThat(files().exists(path("copy"))).isFalse();
      }
      files().writeString(path("there"), "old");
      assertThat(Coroutine.trap(new CopyFile(path("a"), path("there"), true))).isFalse();
      assertThat(files().readString(path("there"))).isEqualTo("old");
      assertThat(Coroutine.trap(new CopyFile(path("none"), path("b"), true))).isFalse();
      assertThat(Coroutine.trap(new CopyFile(peers().directory(), path("b"), true))).isFalse();
      files().createSymbolicLink(path("link"), path("a"));
      assertThat(Coroutine.trap(new CopyFile(path("link"), path("b"), false))).isFalse();
      assertThat(files().exists(path("b"))).isFalse();
    });
  }

  // ---------------------------------------------------------------- what is built on them

  @Test
  @Specified({"7.28", "7.29", "7.30"})
  // docs/edges.md: F22
  void a_file_of_any_size_is_written_read_copied_and_passed_to_a_function() throws IOException {
    for (int size : SIZES) {
      byte[] bytes = random(size);
      Path file = path("a" + size);
      run(() -> {
        AsyncFiles.write(file, bytes);
        assertBytes(file, bytes);
        assertThat(AsyncFiles.readAllBytes(file)).isEqualTo(bytes);
        assertThat(AsyncFiles.readAllBytes(file, size)).isEqualTo(bytes);
        byte[] passed = AsyncFiles.withBytes(file, size, read -> read);
        assertThat(passed).isEqualTo(bytes);
        AsyncFiles.copy(file, path("copy" + size));
        assertBytes(path("copy" + size), bytes);
        assertThatThrownBy(() -> AsyncFiles.copy(file, path("copy" + size)))
            .isInstanceOf(FileAlreadyExistsException.class);
        AsyncFiles.write(path("copy" + size), bytes, APPEND);
        assertThat(files().readAllBytes(path("copy" + size))).hasSize(2 * size);
        AsyncFiles.copy(file, path("copy" + size), StandardCopyOption.REPLACE_EXISTING);
        assertBytes(path("copy" + size), bytes);
        if (size > 0) {
          assertThatThrownBy(() -> AsyncFiles.withBytes(file, size - 1, read -> read))
              .isInstanceOf(FileSystemException.class)
              .hasMessageContaining("larger than the limit of " + (size - 1) + " bytes");
        }
      });
    }
  }

  @Test
  @Specified("7.28")
  @SuppressWarnings("gonzo:wrong-thread")
  void the_function_throws_what_it_likes_and_makes_no_traps() throws IOException {
    for (int size : new int[] {10, 200_000}) {
      files().write(path("a"), random(size));
      run(() -> {
        var own = new FileNotFoundException("the function's own");
        assertThatThrownBy(() ->
                AsyncFiles.withBytes(
                    path("a"),
                    NO_LIMIT,
                    _ -> {
                      throw own;
                    }))
            .isSameAs(own);
        assertThatThrownBy(() ->
                AsyncFiles.withBytes(
                    path("a"),
                    NO_LIMIT,
                    _ -> {
                      sleep(Duration.ofMillis(1));
                      return 0;
                    }))
            .isInstanceOf(OutsideKernelException.class)
            .hasMessageContaining("sleep");
        Object nothing =
            AsyncFiles.<@Nullable Object, RuntimeException>withBytes(
                path("a"), NO_LIMIT, _ -> null);
        assertThat(nothing).isNull();
      });
    }
  }

  @Test
  @Specified({"7.3", "7.28"})
  // docs/edges.md: F22
  void a_function_that_has_begun_is_waited_for_and_its_result_is_kept() throws Exception {
    files().write(path("a"), random(10));
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    run(() -> {
      Task<Integer> reading =
          spawn(() -> {
            int size =
                AsyncFiles.withBytes(
                    path("a"),
                    NO_LIMIT,
                    bytes -> {
                      begun.countDown();
                      mayEnd.await();
                      return bytes.length;
                    });
            assertThat(size).isEqualTo(10);
            sleep(Duration.ZERO); // where the cancellation arrives
            return size;
          });
      boolean _ = runInThread(() -> begun.await(120, TimeUnit.SECONDS));
      Task<?> canceller = spawn(() -> reading.cancel("test"));
      Connection.untilSuspended(canceller);
      Connection.letOthersRun();
      assertThat(reading.outcome()).isEmpty();
      mayEnd.countDown();
      canceller.join();
      assertThatThrownBy(reading::join).hasCauseInstanceOf(Cancelled.class);
    });
  }

  @Test
  @Specified({"7.3", "7.28"})
  void a_task_that_is_cancelled_before_has_not_called_the_function() throws IOException {
    files().write(path("a"), random(10));
    var called = new AtomicInteger();
    run(() -> {
      Task<Integer> reading =
          spawn(() -> AsyncFiles.withBytes(path("a"), NO_LIMIT, _ -> called.incrementAndGet()));
      reading.cancel("test");
      assertThatThrownBy(reading::join).hasCauseInstanceOf(Cancelled.class);
    });
    assertThat(called).hasValue(0);
  }

  // ---------------------------------------------------------------- files of other kinds

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified({"7.25", "7.28", "7.29"})
  // docs/edges.md: F22
  void a_pipe_is_read_and_written_in_steps_and_stays_open_between_them() throws Exception {
    Path pipe = NamedPipe.create(peers().directory());
    byte[] bytes = random(200_000);
    run(() -> {
      Task<byte[]> reading = spawn(() -> AsyncFiles.readAllBytes(pipe));
      Task<?> writing = spawn(() -> AsyncFiles.write(pipe, bytes, WRITE));
      writing.join();
      assertThat(reading.join()).isEqualTo(bytes);
      Task<byte[]> small = spawn(() -> AsyncFiles.withBytes(pipe, NO_LIMIT, read -> read));
      AsyncFiles.write(pipe, "few".getBytes(UTF_8), WRITE);
      assertThat(small.join()).asString(UTF_8).isEqualTo("few");
    });
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified({"7.2", "7.25", "7.28"})
  void pipes_that_are_silent_hold_up_no_other_file_and_are_left() throws Exception {
    Path pipe = NamedPipe.create(peers().directory());
    run(() -> {
      try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) { // both ends: open, and silent
        for (int i = 0; i < 40; i++) {
          Task<byte[]> reading = spawn(() -> AsyncFiles.readAllBytes(pipe));
          Connection.untilSuspended(reading);
          AsyncFiles.write(path("a"), random(10));
          assertThat(AsyncFiles.readAllBytes(path("a"))).hasSize(10);
          if (i % 2 == 0) {
            reading.cancel("test");
          } else {
            spawn(() -> reading.cancel("test"));
          }
        }
      }
    });
  }

  @Test
  @Specified({"7.25", "7.28", "7.29", "7.30"})
  // docs/edges.md: F22
  void files_of_the_system_and_directories_are_served_as_ever() throws Exception {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(
        files().exists(status) && files().exists(Path.of("/dev/full")),
        "this system has no such files");
    Path directory = peers().directory();
    run(() -> {
      assertThat(AsyncFiles.readString(status)).contains("VmRSS");
      AsyncFiles.copy(status, path("status"));
      assertThat(files().readString(path("status"))).contains("VmRSS");
      assertThat(AsyncFiles.readAllBytes(Path.of("/dev/null"))).isEmpty();
      assertThatThrownBy(() -> AsyncFiles.readAllBytes(Path.of("/dev/zero"), 1_000_000))
          .hasMessageContaining("larger than the limit");
      AsyncFiles.write(Path.of("/dev/null"), random(10), CREATE, WRITE);
      assertThatThrownBy(() -> AsyncFiles.write(Path.of("/dev/full"), random(10), WRITE))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("/dev/full");
      assertThatThrownBy(() -> AsyncFiles.readAllBytes(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.toString());
      assertThatThrownBy(() -> AsyncFiles.write(directory, random(10)))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining(directory.toString());
    });
  }
}
