package dev.gonzo.kernel.driver.uring;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.TaskState;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.kernel.file.LinuxFile;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.RegularFile;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour specific to files on a ring; everything else is in the conformance kit. */
@Tag("realTime")
class UringFilesTest {
  private static final int BLOCK = 1_000;
  private static final int BLOCKS = 300;

  private static @Nullable AsyncFile read;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void only_where_there_are_rings() {
    Driven.onlyWhereThereAreRings();
  }

  /** A file whose blocks each consist of their own number. */
  private Path blocks() throws IOException {
    var bytes = new byte[BLOCK * BLOCKS];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number(i / BLOCK);
    }
    return Files.write(directory.resolve("blocks"), bytes);
  }

  private static byte number(int block) {
    return (byte) (block % 100 + 1);
  }

  private static void requireAll(byte[] bytes, int from, int to, byte value) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != value) {
        throw new AssertionError("byte " + i + " is " + bytes[i] + ", not " + value);
      }
    }
  }

  @Test
  void more_operations_than_there_is_memory_for_all_end() throws Exception {
    Path path = blocks();
    Driven.run(() -> {
      try (var file = AsyncFile.open(path, READ);
          var group = TaskGroup.<Integer>open()) {
        for (int i = 0; i < BLOCKS; i++) {
          int block = i;
          group.spawn(() -> {
            var bytes = new byte[BLOCK];
            int count = file.readAt((long) block * BLOCK, bytes, 0, BLOCK);
            requireAll(bytes, 0, count, number(block));
            return count;
          });
        }
        group.join();
        assertThat(BLOCKS).isGreaterThan(RingFiles.MOST_AT_ONCE);
        assertThat(group.results()).hasSize(BLOCKS).allMatch(count -> count == BLOCK);
      }
    });
  }

  @Test
  // docs/edges.md: F20
  void memory_that_linux_may_still_write_to_is_not_given_to_another() throws Exception {
    Path blocks = blocks();
    var driver = new WithPipes();
    Driven.run(
        driver,
        () -> {
          for (int round = 0; round < 10; round++) {
            Path slow = pipe("slow" + round);
            try (var writer = new RandomAccessFile(slow.toFile(), "rw");
                var pipe = AsyncFile.open(slow, READ);
                var file = AsyncFile.open(blocks, READ)) {
              var left = new byte[BLOCK];
              Task<?> leaves = spawn(() -> pipe.readAt(0, left, 0, BLOCK));
              while (leaves.state() != TaskState.SUSPENDED) {
                yieldNow();
              }
              untilLinuxKnows(file);
              leaves.requestCancel("test");
              yieldNow(); // it leaves before the cancellation is submitted to Linux
              assertThat(driver.driver.files.inUse()).isEqualTo(1);
              // Linux gets this before the cancellation.
              writer.write(new byte[BLOCK]);
              var bytes = new byte[BLOCK];
              assertThat(file.readAt(3 * BLOCK, bytes, 0, BLOCK)).isEqualTo(BLOCK);
              requireAll(bytes, 0, BLOCK, number(3));
              assertThatThrownBy(leaves::join).hasCauseInstanceOf(Cancelled.class);
              requireAll(left, 0, BLOCK, (byte) 0);
              while (driver.driver.files.inUse() > 0) {
                yieldNow();
              }
            }
          }
        });
  }

  /** One round through the ring: earlier requests have been submitted afterwards. */
  private static void untilLinuxKnows(AsyncFile file) throws IOException {
    int _ = file.readAt(0, new byte[1], 0, 1);
  }

  private Path pipe(String name) throws Exception {
    Path pipe = directory.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  /**
   * The driver, changed to read pipes by the ring too, because no file on a device is slow enough.
   */
  private static final class WithPipes implements Driver {
    private final UringDriver driver = new UringDriver();

    @Override
    public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers threads)
        throws Exception {
      return driver.answer(
          task,
          trap,
          new FileAnswers() {
            @Override
            public @Nullable Object answer(LoopTask<?> asks, FileTrap<?> other) throws Exception {
              return threads.answer(asks, other);
            }

            @Override
            public @Nullable LinuxFile regular(Handle handle) {
              return handle instanceof LinuxFile file ? file : null;
            }

            @Override
            public void release(RegularFile file) {
              threads.release(file);
            }

            @Override
            public long copy(
                LoopTask<?> asks,
                Trap<?> at,
                RegularFile file,
                int descriptor,
                long position,
                long count)
                throws Exception {
              return threads.copy(asks, at, file, descriptor, position, count);
            }
          });
    }

    @Override
    public String name() {
      return driver.name();
    }

    @Override
    public boolean supports(Class<?> group) {
      return driver.supports(group);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
      return driver.answer(task, trap);
    }

    @Override
    public void poll(long nanos) {
      driver.poll(nanos);
    }

    @Override
    public void wakeUp() {
      driver.wakeUp();
    }

    @Override
    public void close() {
      driver.close();
    }
  }

  @Test
  void what_was_asked_for_before_a_close_ends_as_it_would_have() throws Exception {
    Path path = directory.resolve("written");
    Driven.run(() -> {
      var file = AsyncFile.open(path, CREATE, WRITE);
      Task<Integer> writes = spawn(() -> file.writeAt(0, new byte[BLOCK], 0, BLOCK));
      yieldNow();
      file.close();
      assertThat(writes.join()).isEqualTo(BLOCK);
    });
    assertThat(Files.size(path)).isEqualTo(BLOCK);
  }

  /** Reads where the JVM cannot suspend a task. */
  private static final class Initialiser {
    static final int COUNT = count();

    private static int count() {
      try {
        return Objects.requireNonNull(read).readAt(0, new byte[1], 0, 1);
      } catch (IOException failure) {
        return -2;
      }
    }
  }

  @Test
  void where_no_task_can_wait_nothing_is_read_and_the_file_is_given_back() throws Exception {
    Path slow = pipe("slow");
    Driven.run(
        new WithPipes(),
        () -> {
          try (var writer = new RandomAccessFile(slow.toFile(), "rw")) {
            writer.write("ab".getBytes(US_ASCII));
            read = AsyncFile.open(slow, READ);
            assertThatThrownBy(() -> assertThat(Initialiser.COUNT).isZero())
                .hasCauseInstanceOf(CannotSuspendException.class);
            var bytes = new byte[2];
            assertThat(read.readAt(0, bytes, 0, 2)).isEqualTo(2);
            assertThat(bytes).isEqualTo("ab".getBytes(US_ASCII));
            read.close();
            // One of these is the writer's.
            while (descriptors(slow) > 1) {
              yieldNow();
            }
          }
        });
  }

  private static long descriptors(Path path) throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(link -> leadsTo(link, path)).count();
    }
  }

  private static boolean leadsTo(Path link, Path path) {
    try {
      return Files.readSymbolicLink(link).equals(path);
    } catch (IOException closed) {
      return false;
    }
  }
}
