package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Moment;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The faults of disks, what programs see of them, and what a crash leaves. */
class SimulatedDiskTest {
  private static final Path FILE = Path.of("file");
  private static final Path HERE = Path.of("");
  private static final int SEEDS = 60;

  private static void inSimulation(long seed, Program program) {
    var simulation = Simulation.ofSeed(seed);
    var host = new Host[1];
    host[0] = simulation.host("db", () -> program.run(host[0].disk()));
    var _ = simulation.run(host[0]::awaitEnd).<RuntimeException>valueOrThrow();
  }

  /** A program that sees its disk from outside too. */
  @FunctionalInterface
  private interface Program {
    void run(SimulatedDisk disk) throws Exception;
  }

  /** Runs a program that then waits, crashes its host, and returns the disk. */
  private static SimulatedDisk crashed(long seed, CrashLoss loss, AsyncRunnable<?> program) {
    var simulation = Simulation.ofSeed(seed);
    Host host =
        simulation.host(
            "db",
            () -> {
              program.run();
              sleep(ofSeconds(1_000));
            });
    host.disk().loseAtCrash(loss);
    var _ =
        simulation
            .run(() -> {
              sleep(ofSeconds(10));
              host.crash();
            })
            .<RuntimeException>valueOrThrow();
    return host.disk();
  }

  private static AsyncFile open() throws IOException {
    return AsyncFile.open(FILE, CREATE, READ, WRITE);
  }

  private static byte[] filled(int size, char with) {
    var bytes = new byte[size];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  // ---------------------------------------------------------------- crashes

  private static void writeAndSyncHalf() throws IOException {
    try (var file = open()) {
      file.writeAll("synced".getBytes(UTF_8));
      file.sync();
      Directories.sync(HERE);
      file.writeAll(" and not".getBytes(UTF_8));
    }
  }

  @Test
  void a_crash_loses_what_was_not_synced_if_it_loses_all() throws IOException {
    SimulatedDisk disk = crashed(1, CrashLoss.ALL, SimulatedDiskTest::writeAndSyncHalf);
    assertThat(disk.text(FILE)).isEqualTo("synced");
  }

  @Test
  void a_crash_loses_nothing_if_everything_was_synced_in_time() throws IOException {
    SimulatedDisk disk = crashed(1, CrashLoss.NOTHING, SimulatedDiskTest::writeAndSyncHalf);
    assertThat(disk.text(FILE)).isEqualTo("synced and not");
  }

  @Test
  void a_drawn_loss_is_all_of_it_or_nothing_or_some() throws IOException {
    Set<String> found = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      found.add(crashed(seed, CrashLoss.DRAWN, SimulatedDiskTest::writeAndSyncHalf).text(FILE));
    }
    assertThat(found).contains("synced", "synced and not").allMatch(text -> text.length() >= 6);
  }

  @Test
  void writes_are_torn_at_sectors_and_later_ones_survive_earlier_ones() throws IOException {
    Set<String> found = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      byte[] left =
          crashed(
                  seed,
                  CrashLoss.MIXED,
                  () -> {
                    try (var file = open()) {
                      file.writeAll(filled(1024, 'a'));
                      file.sync();
                      Directories.sync(HERE);
                      var _ = file.writeAt(0, filled(512, 'b'), 0, 512);
                      var _ = file.writeAt(512, filled(512, 'c'), 0, 512);
                    }
                  })
              .bytes(FILE);
      assertThat(left).hasSize(1024);
      found.add("" + (char) left[0] + (char) left[1023]);
    }
    assertThat(found).containsExactlyInAnyOrder("aa", "ba", "ac", "bc");
  }

  @Test
  void a_synced_file_is_gone_with_its_name_if_the_directory_was_not_synced() {
    Set<Boolean> found = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk disk =
          crashed(
              seed,
              CrashLoss.DRAWN,
              () -> {
                try (var file = open()) {
                  file.writeAll(filled(10, 'a'));
                  file.sync();
                }
              });
      found.add(disk.exists(FILE));
    }
    assertThat(found).hasSize(2);
  }

  @Test
  void a_rename_without_syncs_leaves_the_old_file_the_new_one_or_an_empty_one() throws IOException {
    Set<String> found = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk disk =
          crashed(
              seed,
              CrashLoss.DRAWN,
              () -> {
                Path other = Path.of("other");
                try (var file = open()) {
                  file.writeAll("old".getBytes(UTF_8));
                  file.sync();
                }
                Directories.sync(HERE);
                AsyncFiles.writeString(other, "new");
                AsyncFiles.move(other, FILE, StandardCopyOption.ATOMIC_MOVE);
              });
      found.add(disk.text(FILE));
    }
    assertThat(found).contains("old", "new", "");
  }

  @Test
  void a_replaced_file_is_old_or_new_after_a_crash_at_any_time() throws IOException {
    Set<String> found = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      var simulation = Simulation.ofSeed(seed);
      Host host =
          simulation.host(
              "db",
              () -> {
                AsyncFiles.replace(FILE, "new".getBytes(UTF_8));
                sleep(ofSeconds(1_000));
              });
      host.disk().writeText(FILE, "old");
      long micros = seed * 200;
      var _ =
          simulation
              .run(() -> {
                sleep(Duration.ofNanos(micros * 1_000));
                host.crash();
              })
              .<RuntimeException>valueOrThrow();
      found.add(host.disk().text(FILE));
    }
    assertThat(found).containsExactlyInAnyOrder("old", "new");
  }

  // ---------------------------------------------------------------- errors

  @Test
  void after_a_sync_that_failed_the_next_one_succeeds_without_the_bytes() throws IOException {
    var simulation = Simulation.ofSeed(1);
    var host = new Host[1];
    host[0] =
        simulation.host(
            "db",
            () -> {
              try (var file = open()) {
                Directories.sync(HERE);
                file.writeAll("bytes".getBytes(UTF_8));
                host[0].disk().conditions(DiskConditions.good().withSyncErrors(1));
                assertThatThrownBy(file::sync)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EIO");
                host[0].disk().conditions(DiskConditions.good());
                file.sync();
                assertThat(AsyncFiles.readString(FILE)).isEqualTo("bytes"); // from memory
              }
              sleep(ofSeconds(1_000));
            });
    host[0].disk().loseAtCrash(CrashLoss.ALL);
    Set<String> found = new LinkedHashSet<>();
    Ending<?> ending =
        simulation.run(() -> {
          sleep(ofSeconds(10));
          host[0].crash();
        });
    var _ = ending.<RuntimeException>valueOrThrow();
    found.add(host[0].disk().text(FILE));
    assertThat(found).doesNotContain("bytes");
    assertThat(ending.faults()).containsEntry("disk: EIO of a sync", 1L);
  }

  @Test
  void reads_and_writes_fail_with_an_input_output_error() {
    inSimulation(
        1,
        disk -> {
          try (var file = open()) {
            file.writeAll(filled(100, 'a'));
            disk.conditions(DiskConditions.good().withReadErrors(1).withCachedReads(0));
            assertThatThrownBy(() -> AsyncFiles.readAllBytes(FILE))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("EIO");
            disk.conditions(DiskConditions.good().withWriteErrors(1));
            assertThatThrownBy(() -> file.writeAll(filled(100, 'b')))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("EIO");
            disk.conditions(DiskConditions.good());
            file.writeAll(filled(100, 'b'));
          }
        });
  }

  @Test
  void a_full_disk_refuses_what_does_not_fit() {
    inSimulation(
        1,
        disk -> {
          disk.conditions(DiskConditions.good().withCapacity(disk.usedBytes() + 10_000));
          try (var file = open()) {
            assertThatThrownBy(() -> file.writeAll(filled(20_000, 'a')))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("ENOSPC");
            file.truncate(0);
            file.writeAll(filled(5_000, 'a'));
          }
        });
  }

  @Test
  void a_host_has_a_limit_of_open_files() {
    inSimulation(
        1,
        disk -> {
          disk.conditions(DiskConditions.good().withOpenFiles(1));
          try (var _ = open()) {
            assertThatThrownBy(SimulatedDiskTest::open)
                .isInstanceOf(TooManyOpenFilesException.class);
          }
          open().close();
        });
  }

  @Test
  void transfers_are_short() {
    inSimulation(
        1,
        disk -> {
          disk.conditions(DiskConditions.good().withShortTransfers(1));
          try (var file = open()) {
            assertThat(file.write(filled(1_000, 'a'), 0, 1_000)).isBetween(1, 999);
            file.position(0).writeAll(filled(1_000, 'a'));
          }
          assertThat(disk.bytes(FILE)).isEqualTo(filled(1_000, 'a'));
        });
  }

  @Test
  void a_bit_that_has_flipped_stays_so() {
    inSimulation(
        1,
        disk -> {
          disk.write(FILE, filled(512, 'a'));
          disk.conditions(DiskConditions.good().withBitRot(1));
          byte[] first = AsyncFiles.readAllBytes(FILE);
          disk.conditions(DiskConditions.good());
          byte[] second = AsyncFiles.readAllBytes(FILE);
          assertThat(first).isEqualTo(second).isNotEqualTo(filled(512, 'a'));
        });
  }

  // ---------------------------------------------------------------- times

  @Test
  void operations_take_the_times_that_were_set() {
    inSimulation(
        1,
        disk -> {
          disk.conditions(
              DiskConditions.good().withTimes(ofMillis(10), ofMillis(10), ofMillis(100)));
          try (var file = open()) {
            Moment before = Moment.now();
            var _ = file.writeAt(0, new byte[1], 0, 1);
            assertThat(Moment.now().since(before)).isBetween(ofMillis(10), ofMillis(20));
          }
        });
  }

  @Test
  void a_slow_operation_takes_a_hundred_times_as_long() {
    inSimulation(
        1,
        disk -> {
          disk.conditions(
              DiskConditions.good()
                  .withTimes(ofMillis(10), ofMillis(10), ofMillis(10))
                  .withSlowOperations(1));
          Moment before = Moment.now();
          open().close();
          assertThat(Moment.now().since(before)).isBetween(ofSeconds(1), ofSeconds(2));
        });
  }

  @Test
  void a_stuck_device_lets_operations_wait() {
    inSimulation(
        1,
        disk -> {
          disk.stick(ofSeconds(30));
          Moment before = Moment.now();
          open().close();
          assertThat(Moment.now().since(before)).isBetween(ofSeconds(30), ofSeconds(31));
          disk.conditions(DiskConditions.good().withStops(1, ofSeconds(5)));
          Moment then = Moment.now();
          open().close();
          assertThat(Moment.now().since(then)).isBetween(ofSeconds(5), ofSeconds(6));
          disk.conditions(DiskConditions.good());
        });
  }

  // ---------------------------------------------------------------- seen from outside

  @Test
  void a_test_prepares_files_and_looks_at_them() throws IOException {
    var simulation = Simulation.ofSeed(1);
    Host host = simulation.host("db", () -> AsyncFiles.writeString(Path.of("/data/out"), "out"));
    SimulatedDisk disk = host.disk();
    Path in = Path.of("/data/deep/in");
    disk.writeText(in, "in");
    disk.writeText(FILE, "first");
    disk.writeText(FILE, "second");
    var _ = simulation.run(host::awaitEnd).<RuntimeException>valueOrThrow();
    assertThat(disk.text(in)).isEqualTo("in");
    assertThat(disk.text(Path.of("/home/file"))).isEqualTo("second");
    assertThat(disk.text(Path.of("/data/out"))).isEqualTo("out");
    assertThat(disk.names(Path.of("/data"))).containsExactly("deep", "out");
    assertThat(disk.exists(Path.of("/data"))).isTrue();
    assertThat(disk.exists(Path.of("none"))).isFalse();
    assertThatThrownBy(() -> disk.text(Path.of("none"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.names(Path.of("none"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.names(FILE)).isInstanceOf(NotDirectoryException.class);
    assertThat(disk.usedBytes()).isPositive();
  }

  @Test
  void looking_changes_nothing_in_the_history() {
    assertThat(history(false)).isEqualTo(history(true));
  }

  private static String history(boolean looks) {
    var simulation = Simulation.ofSeed(3);
    Host host = simulation.host("db", SimulatedDiskTest::writeAndSyncHalf);
    Ending<?> ending =
        simulation.run(() -> {
          host.awaitEnd();
          if (looks) {
            assertThat(host.disk().text(FILE)).isNotEmpty();
            assertThat(host.disk().names(HERE)).isNotEmpty();
          }
          AsyncFiles.writeString(FILE, "on the disk of main");
        });
    var _ = ending.<RuntimeException>valueOrThrow();
    return ending.history();
  }

  @Test
  void what_cannot_be_is_refused() {
    DiskConditions good = DiskConditions.good();
    assertThatThrownBy(() -> good.withSyncErrors(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withCapacity(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withOpenFiles(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withStops(0.1, ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withTimes(ofSeconds(2), ofSeconds(1), ofSeconds(3)))
        .isInstanceOf(IllegalArgumentException.class);
    SimulatedDisk disk = Simulation.ofSeed(1).main().disk();
    assertThatThrownBy(() -> disk.stick(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
