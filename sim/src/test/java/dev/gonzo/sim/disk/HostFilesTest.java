package dev.gonzo.sim.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileEntry;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.PathOf;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The answers to traps on files: their times, their cancellations, and the faults of the disk. */
class HostFilesTest {
  private static final long SECOND = 1_000_000_000;
  private static final DiskSettings ONE_SECOND =
      DiskSettings.plain().withTimes(SECOND, SECOND, SECOND, 0);

  private static TestHost host(DiskSettings settings) {
    return TestHost.inVirtualTime(1, settings);
  }

  private static Path path(String name) {
    return TestHost.path(name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  // ---------------------------------------------------------------- time and cancellation

  @Test
  void an_operation_takes_the_worlds_time_and_others_run_meanwhile() throws Exception {
    TestHost host = host(ONE_SECOND);
    host.run(() -> {
      Task<Path> writing = Gonzo.spawn(() -> AsyncFiles.writeString(path("a"), "x"));
      Gonzo.sleep(Duration.ofMillis(1));
      assertThat(host.agenda.now()).isEqualTo(1_000_000);
      Path _ = writing.join();
    });
    assertThat(host.agenda.now()).isBetween(SECOND, 2 * SECOND);
  }

  @Test
  void a_cancelled_question_is_left_at_once() throws Exception {
    TestHost host = host(ONE_SECOND);
    host.run(() -> {
      AsyncFiles.writeString(path("a"), "x");
      long before = host.agenda.now();
      Task<AsyncFile> opening = Gonzo.spawn(() -> AsyncFile.open(path("a")));
      Gonzo.sleep(Duration.ofMillis(1));
      opening.cancel("test");
      assertThat(host.agenda.now()).isEqualTo(before + 1_000_000);
      assertThatThrownBy(opening::join).hasCauseInstanceOf(Cancelled.class);
      assertThat(host.files.openHandles()).isZero();
    });
  }

  @Test
  void a_cancelled_change_has_happened_if_the_device_had_begun_and_else_has_not() throws Exception {
    List<Boolean> whileItRan = new ArrayList<>();
    for (int millis = 0; millis < 2000; millis += 50) {
      TestHost host = host(ONE_SECOND);
      Duration pause = Duration.ofMillis(millis);
      host.run(() -> {
        Task<Path> making = Gonzo.spawn(() -> Directories.createDirectory(path("d")));
        Gonzo.sleep(pause);
        boolean isRunning = making.outcome().isEmpty();
        making.cancel("test");
        boolean isAnswered = making.outcome().orElseThrow().toString().contains("Success");
        assertThat(AsyncFiles.exists(path("d"))).isEqualTo(isAnswered);
        if (isRunning) {
          whileItRan.add(isAnswered);
        }
      });
    }
    // Prevented at first; from the instant on at which the device has begun, waited for.
    assertThat(whileItRan).contains(true, false).isSorted();
  }

  @Test
  void a_stuck_device_is_left_by_questions_and_goes_on_later() throws Exception {
    TestHost host = host(DiskSettings.plain());
    host.run(() -> {
      AsyncFiles.writeString(path("a"), "x");
      host.disk.stickUntil(100 * SECOND);
      Task<String> reading = Gonzo.spawn(() -> AsyncFiles.readString(path("a")));
      Gonzo.sleep(Duration.ofSeconds(1));
      reading.cancel("test");
      assertThat(host.agenda.now()).isLessThan(2 * SECOND);
      assertThat(AsyncFiles.readString(path("a"))).isEqualTo("x");
      assertThat(host.agenda.now()).isGreaterThan(100 * SECOND);
    });
  }

  @Test
  void slow_and_stuck_devices_are_counted() throws Exception {
    TestHost host = host(DiskSettings.plain().withDelays(0.2, 0.1, SECOND));
    assertThat(host.faults.counts()).containsEntry("disk: stuck device", 0L);
    host.run(() -> {
      for (int i = 0; i < 50; i++) {
        AsyncFiles.writeString(path("a"), "x");
      }
    });
    assertThat(host.faults.counts().values()).allMatch(count -> count > 0).hasSize(2);
  }

  // ---------------------------------------------------------------- failures

  @Test
  void a_full_disk_takes_what_fits_and_has_room_again_when_a_file_is_gone() throws Exception {
    TestHost host = host(DiskSettings.plain().withCapacity(10 * 512));
    long before = host.disk.usedBytes();
    host.run(() -> {
      try (var file = AsyncFile.open(path("a"), CREATE, READ, WRITE)) {
        assertThatThrownBy(() -> file.writeAll(new byte[5_000]))
            .isInstanceOf(FileSystemException.class)
            .hasMessage(path("a") + ": no space left on device (ENOSPC)");
        assertThat(file.size()).isPositive().isEqualTo(10 * 512 - before - 512);
        assertThatThrownBy(() -> Directories.createDirectory(path("d")))
            .hasMessage(path("d") + ": No space left on device");
        AsyncFiles.delete(path("a"));
        assertThatThrownBy(() -> Directories.createDirectory(path("d")))
            .isInstanceOf(FileSystemException.class); // the file is still open
      }
      Directories.createDirectory(path("d"));
    });
    assertThat(host.disk.usedBytes()).isEqualTo(before + 512);
    assertThat(host.faults.counts()).containsKey("disk: full");
  }

  @Test
  void errors_of_the_device_are_thrown_and_nothing_has_changed() throws Exception {
    TestHost host = host(DiskSettings.plain().withErrors(0.5, 0.5, 0));
    host.run(() -> {
      int failures = 0;
      int length = 0;
      try (var file = openInSpiteOfErrors()) {
        for (int i = 0; i < 30; i++) {
          try {
            length += file.write(bytes("x"), 0, 1);
          } catch (FileSystemException failure) {
            failures++;
          }
          assertThat(file.size()).isEqualTo(length);
        }
      }
      assertThat(failures).isBetween(1, 29);
    });
    assertThat(host.faults.counts().get("disk: EIO of a write")).isPositive();
  }

  private static AsyncFile openInSpiteOfErrors() throws IOException {
    while (true) {
      try {
        return AsyncFile.open(path("a"), CREATE, READ, WRITE);
      } catch (FileSystemException failure) {
        assertThat(failure).hasMessage(path("a") + ": input/output error (EIO)");
      }
    }
  }

  @Test
  void short_reads_and_writes_transfer_at_least_one_byte() throws Exception {
    TestHost host = host(DiskSettings.plain().withShortTransfers(0.9));
    host.run(() -> {
      var text = "0123456789".repeat(1_000);
      AsyncFiles.writeString(path("a"), text);
      assertThat(AsyncFiles.readString(path("a"))).isEqualTo(text);
      try (var file = AsyncFile.open(path("a"))) {
        assertThat(file.read(new byte[10_000])).isBetween(1, 9_999);
      }
    });
  }

  @Test
  void a_bit_that_has_rotted_stays_so() throws Exception {
    TestHost host = host(DiskSettings.plain().withBitRot(1));
    host.run(() -> {
      try (var file = AsyncFile.open(path("a"), CREATE, READ, WRITE)) {
        file.writeAll(new byte[512]);
        var read = new byte[512];
        assertThat(file.readAt(0, read, 0, 512)).isEqualTo(512);
        assertThat(read).isNotEqualTo(new byte[512]);
      }
    });
    assertThat(host.journal).anyMatch(line -> line.matches(".*bit \\d+ of sector 0 .*flips"));
  }

  @Test
  void a_host_may_open_only_so_many_files() throws Exception {
    TestHost host = host(DiskSettings.plain().withOpenFiles(2));
    host.run(() -> {
      try (var _ = AsyncFile.open(path("a"), CREATE, WRITE);
          var _ = AsyncFile.open(path("b"), CREATE, WRITE)) {
        assertThatThrownBy(() -> AsyncFile.open(path("c"), CREATE, WRITE))
            .isInstanceOf(TooManyOpenFilesException.class);
        assertThatThrownBy(() -> Coroutine.trap(new OpenDirectory(path(""))))
            .isInstanceOf(TooManyOpenFilesException.class);
      }
      assertThat(AsyncFiles.exists(path("c"))).isFalse();
      AsyncFile.open(path("c"), CREATE, WRITE).close();
    });
  }

  @Test
  void permissions_restrict_an_ordinary_user() throws Exception {
    var host = TestHost.inVirtualTime(1, DiskSettings.plain(), Account.of("ann"));
    host.run(() -> {
      AsyncFiles.writeString(path("a"), "x");
      assertThat(AsyncFiles.readAttributes(path("a"), PosixFileAttributes.class).owner())
          .isEqualTo(new Account.User("ann"));
      AsyncFiles.setPosixFilePermissions(path("a"), PosixFilePermissions.fromString("---r--r--"));
      assertThatThrownBy(() -> AsyncFiles.readString(path("a")))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessage(path("a").toString());
      assertThatThrownBy(() -> AsyncFiles.writeString(Path.of("/a"), "x"))
          .isInstanceOf(AccessDeniedException.class);
      AsyncFiles.writeString(Path.of("/tmp/a"), "x");
      assertThatThrownBy(() -> AsyncFiles.delete(Path.of("/tmp")))
          .isInstanceOf(AccessDeniedException.class);
    });
  }

  // ---------------------------------------------------------------- crashes

  @Test
  void a_sync_that_failed_may_have_lost_the_data_and_the_next_one_succeeds_without_it()
      throws Exception {
    int lost = 0;
    for (int seed = 0; seed < 40; seed++) {
      var host = TestHost.inVirtualTime(seed, DiskSettings.plain().withErrors(0, 0, 0.5));
      boolean failed =
          host.start(
                  () -> {
                    boolean fails = false;
                    try (var file = AsyncFile.open(path("a"), CREATE, READ, WRITE)) {
                      file.writeAll(bytes("data"));
                      fails = !syncs(file);
                      while (!syncs(file)) {}
                      assertThat(AsyncFiles.readString(path("a"))).isEqualTo("data");
                    }
                    while (!syncs(path(""))) {}
                    return fails;
                  })
              .end();
      host.start(() -> 0).crash();
      byte[] left = host.start(() -> AsyncFiles.readAllBytes(path("a"))).end();
      var after = new String(left, ISO_8859_1); // there may be garbage
      if (!failed) {
        assertThat(after).isEqualTo("data");
      }
      lost += after.equals("data") ? 0 : 1;
    }
    assertThat(lost).isPositive();
  }

  private static boolean syncs(AsyncFile file) {
    try {
      file.sync();
      return true;
    } catch (IOException failed) {
      return false;
    }
  }

  private static boolean syncs(Path directory) {
    try {
      Directories.sync(directory);
      return true;
    } catch (IOException failed) {
      return false;
    }
  }

  @Test
  void what_was_replaced_and_committed_survives_each_crash() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      var host = TestHost.inVirtualTime(seed, DiskSettings.plain());
      List<String> committed = new ArrayList<>();
      committed.add("0");
      host.run(() -> AsyncFiles.replace(path("a"), bytes("0")));
      var running =
          host.startTask(() -> {
            for (int i = 1; ; i++) {
              String text = Integer.toString(i);
              AsyncFiles.replace(path("a"), bytes(text));
              committed.add(text);
            }
          });
      long crash = host.agenda.now() + host.draws.forPurpose("crash").below(40_000_000);
      assertThat(running.isDoneBy(crash)).isFalse();
      running.crash();
      int last = Integer.parseInt(committed.getLast());
      String after = host.start(() -> AsyncFiles.readString(path("a"))).end();
      assertThat(Integer.parseInt(after)).as("seed %d", seed).isBetween(last, last + 1);
    }
  }

  @Test
  void a_write_to_a_file_opened_with_dsync_survives_each_crash() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      var host = TestHost.inVirtualTime(seed, DiskSettings.plain());
      host.run(() -> {
        try (var file = AsyncFile.open(path("a"), CREATE, WRITE, DSYNC)) {
          file.writeAll(bytes("data"));
        }
        Directories.sync(path(""));
      });
      host.start(() -> 0).crash();
      assertThat(host.start(() -> AsyncFiles.readString(path("a"))).end()).isEqualTo("data");
    }
  }

  @Test
  void a_crash_runs_no_code_and_closes_what_was_open() throws Exception {
    var host = TestHost.inVirtualTime(1, ONE_SECOND);
    List<String> ran = new ArrayList<>();
    var running =
        host.startTask(() -> {
          try (var _ = AsyncFile.open(path("a"), CREATE, WRITE)) {
            Gonzo.sleep(Duration.ofDays(1));
          } finally {
            ran.add("finally");
          }
        });
    assertThat(running.isDoneBy(10 * SECOND)).isFalse();
    running.crash();
    assertThat(ran).isEmpty();
    assertThat(host.files.openHandles()).isZero();
    host.run(() -> AsyncFiles.writeString(path("b"), "x"));
  }

  @Test
  void permissions_that_were_not_synced_are_the_old_or_the_new_ones_after_a_crash()
      throws Exception {
    List<String> found = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      var host = TestHost.inVirtualTime(seed, DiskSettings.plain());
      host.run(() -> {
        AsyncFiles.writeString(path("a"), "x");
        Directories.sync(path(""));
        AsyncFiles.setPosixFilePermissions(path("a"), PosixFilePermissions.fromString("rwx------"));
      });
      host.start(() -> 0).crash();
      found.add(
          host.start(() ->
                  PosixFilePermissions.toString(AsyncFiles.getPosixFilePermissions(path("a"))))
              .end());
    }
    assertThat(found).contains("rw-r--r--", "rwx------").hasSize(20);
  }

  @Test
  void one_seed_has_one_history() throws Exception {
    assertThat(history(7)).isEqualTo(history(7)).isNotEqualTo(history(8));
  }

  private static List<String> history(long seed) throws Exception {
    var host =
        TestHost.inVirtualTime(
            seed,
            DiskSettings.plain()
                .withErrors(0.05, 0.05, 0.2)
                .withShortTransfers(0.1)
                .withDelays(0.1, 0.01, SECOND)
                .withBitRot(0.1));
    var running = host.start(() -> new RandomProgram(seed, TestHost.HOME).run(10_000));
    assertThat(running.isDoneBy(SECOND / 2)).isFalse();
    running.crash();
    List<String> history = new ArrayList<>(host.journal);
    history.add(TreeText.of(host.disk));
    return history;
  }

  // ---------------------------------------------------------------- names

  @Test
  void the_order_of_a_directory_is_the_seeds() throws Exception {
    assertThat(listing(1)).isEqualTo(listing(1)).isNotEqualTo(listing(2));
  }

  private static List<String> listing(long seed) throws Exception {
    var host = TestHost.inVirtualTime(seed, DiskSettings.plain());
    return host.start(
            () -> {
              for (int i = 0; i < 10; i++) {
                AsyncFiles.createFile(path("f" + i));
              }
              List<String> names = new ArrayList<>();
              for (FileEntry entry : Directories.walk(TestHost.HOME)) {
                names.add(entry.path().toString());
              }
              return names;
            })
        .end();
  }

  @Test
  void a_path_leads_to_what_is_open_wherever_it_is_moved() throws Exception {
    host(DiskSettings.plain())
        .run(() -> {
          Directories.createDirectories(path("here/inner"));
          AsyncFiles.writeString(path("here/file"), "mine");
          var here = Coroutine.trap(new OpenDirectory(path("here"), false));
          Path way = Coroutine.trap(new PathOf(here));
          AsyncFiles.move(path("here"), path("moved"));
          assertThat(AsyncFiles.readString(way.resolve("file"))).isEqualTo("mine");
          assertThat(AsyncFiles.exists(way.resolve("inner/../file"))).isTrue();
          Directories.deleteTree(path("moved"));
          assertThat(AsyncFiles.exists(way.resolve("file"))).isFalse();
          assertThatThrownBy(() -> AsyncFiles.writeString(way.resolve("file"), "x"))
              .isInstanceOf(NoSuchFileException.class);
        });
  }

  @Test
  void a_watch_sees_what_happens_in_its_directory() throws Exception {
    host(DiskSettings.plain())
        .run(() -> {
          try (var watch = Directories.watch(TestHost.HOME)) {
            AsyncFiles.writeString(path("a"), "x");
            AsyncFiles.move(path("a"), path("b"));
            AsyncFiles.delete(path("b"));
            assertThat(watch.take())
                .extracting(event -> event.kind() + " " + event.context())
                .containsExactly(
                    "ENTRY_CREATE a",
                    "ENTRY_MODIFY a",
                    "ENTRY_DELETE a",
                    "ENTRY_CREATE b",
                    "ENTRY_DELETE b");
          }
        });
  }

  @Test
  void a_tree_is_copied_and_removed() throws Exception {
    host(DiskSettings.plain())
        .run(() -> {
          Directories.createDirectories(path("tree/a/b"));
          AsyncFiles.writeString(path("tree/a/b/file"), "x".repeat(300_000));
          AsyncFiles.createSymbolicLink(path("tree/link"), Path.of("a"));
          Directories.copyTree(path("tree"), path("copy"));
          assertThat(AsyncFiles.readString(path("copy/link/b/file"))).hasSize(300_000);
          Directories.deleteTree(path("tree"));
          assertThat(AsyncFiles.exists(path("tree"))).isFalse();
        });
  }
}
