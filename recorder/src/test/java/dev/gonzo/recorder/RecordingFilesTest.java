package dev.gonzo.recorder;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.format.StreamReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
class RecordingFilesTest {
  @TempDir Path directory;

  private Path path() {
    return directory.resolve("one.recording");
  }

  private void record(RecorderOptions options, int yields) throws IOException {
    try (var _ = Recorder.start(path(), options)) {
      run(
          Kernels.of("nio"),
          () -> {
            for (int i = 0; i < yields; i++) {
              yieldNow();
            }
          });
    }
  }

  private static List<Event> events(StreamReader reader) {
    var events = new ArrayList<Event>();
    reader.forEachRemaining(events::add);
    return events;
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(path())) {
      return all.filter(file -> file.toString().endsWith(".events")).sorted().toList();
    }
  }

  private StreamReader reader() throws IOException {
    return Recording.open(path()).streams().getFirst().reader();
  }

  @Test
  void a_long_recording_has_several_files_and_all_events() throws Exception {
    record(RecorderOptions.DEFAULTS.withMaxBytes(1 << 20), 10_000);
    assertThat(files()).hasSizeGreaterThan(1);
    StreamReader reader = reader();
    List<Event> events = events(reader);
    assertThat(reader.ending()).isEmpty();
    assertThat(reader.number()).isEqualTo(events.size());
    assertThat(events.stream().filter(Event.Turn.class::isInstance).count()).isEqualTo(10_001);
    long size = 0;
    for (Path file : files()) {
      size += Files.size(file);
    }
    assertThat(size / 10_000).as("bytes for each turn with a trap").isLessThan(20);
  }

  @Test
  void at_its_limit_it_ends_and_the_program_goes_on() throws Exception {
    record(RecorderOptions.DEFAULTS.withMaxBytes(64 << 10), 20_000);
    StreamReader reader = reader();
    assertThat(events(reader)).hasSizeGreaterThan(1_000);
    assertThat(reader.ending()).contains("limit");
    assertThat(reader.isDamaged()).isFalse();
    assertThat(reader.isWithoutBegin()).isFalse();
    assertThat(Recording.open(path()).whyNotReplayable()).isEmpty();
  }

  @Test
  void the_last_events_are_kept_if_that_is_asked_for() throws Exception {
    record(RecorderOptions.DEFAULTS.withMaxBytes(128 << 10).withKeepLast(true), 20_000);
    StreamReader reader = reader();
    assertThat(reader.isWithoutBegin()).isTrue();
    List<Event> events = events(reader);
    assertThat(reader.ending()).isEmpty();
    assertThat(events.getLast()).isEqualTo(new Event.Ended(0, "returned"));
    assertThat(reader.number()).isGreaterThan(50_000);
    assertThat(Recording.open(path()).whyNotReplayable())
        .hasValueSatisfying(why -> assertThat(why).contains("--keep-last"));
    long size = 0;
    for (Path file : files()) {
      size += Files.size(file);
    }
    assertThat(size).isLessThanOrEqualTo(128 << 10);
  }

  @Test
  void an_answer_larger_than_a_file_gets_a_larger_one() throws Exception {
    try (var _ = Recorder.start(path(), RecorderOptions.DEFAULTS.withMaxBytes(1 << 20))) {
      run(
          Kernels.of("nio"),
          () -> {
            byte[] _ = runInThread(() -> new byte[300_000]);
            yieldNow();
          });
    }
    StreamReader reader = reader();
    assertThat(events(reader))
        .anyMatch(event ->
            event instanceof Event.Answered answered && answered.answer().array().length > 300_000);
    assertThat(reader.ending()).isEmpty();
  }

  @Test
  void only_its_owner_can_read_it() throws Exception {
    record(RecorderOptions.DEFAULTS, 1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rwx------");
    try (var all = Files.list(path())) {
      assertThat(all.toList())
          .hasSize(2)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void links_and_files_that_others_can_change_are_refused() throws Exception {
    record(RecorderOptions.DEFAULTS, 1);
    Path link = Files.createSymbolicLink(directory.resolve("link"), path());
    assertThatThrownBy(() -> Recording.open(link)).hasMessageContaining("link");
    assertThatThrownBy(() -> Recording.open(directory.resolve("none")))
        .hasMessageContaining("no such recording");
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> Recording.open(file)).hasMessageContaining("is a directory");
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwxrwx---"));
    assertThatThrownBy(() -> Recording.open(path())).hasMessageContaining("chmod");
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwx------"));
    Path events = files().getFirst();
    Path moved = Files.move(events, directory.resolve("elsewhere"));
    Files.createSymbolicLink(events, moved);
    StreamReader reader = reader();
    assertThat(events(reader)).isEmpty();
    assertThat(reader.ending()).contains("no regular file");
    assertThat(reader.isDamaged()).isTrue();
  }

  @Test
  void a_recording_of_another_user_is_refused() throws Exception {
    record(RecorderOptions.DEFAULTS, 1);
    boolean isRoot = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    assumeTrue(isRoot, "only root can give a file to another user");
    Files.setAttribute(path(), "unix:uid", 4321);
    assertThatThrownBy(() -> Recording.open(path()))
        .hasMessageContaining("not to you")
        .hasMessageContaining("cp -r");
  }

  @Test
  void damaged_files_are_read_up_to_the_damage() throws Exception {
    record(RecorderOptions.DEFAULTS, 2_000);
    List<Event> all = events(reader());
    Path file = files().getFirst();
    byte[] good = Files.readAllBytes(file);
    var random = new Random(11);
    for (int i = 0; i < 1_000; i++) {
      byte[] bad = good.clone();
      // Each byte of the beginning, and often the end, whose block is the only one without a mark.
      int at =
          i < 40
              ? i
              : i % 2 == 0 ? random.nextInt(bad.length) : bad.length - 1 - random.nextInt(600);
      bad[at] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, bad);
      StreamReader reader = reader();
      List<Event> read = events(reader);
      assertThat(read)
          .as("byte %d, %s", at, reader.ending())
          .isEqualTo(all.subList(0, read.size()));
      if (read.size() < all.size()) {
        assertThat(reader.ending()).as("byte %d", at).contains("recording");
      }
    }
    for (int length :
        new int[] {0, 1, 31, 32, 33, 4_000, 5_000, good.length - 6, good.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      StreamReader reader = reader();
      List<Event> read = events(reader);
      assertThat(read).as("cut to %d", length).isEqualTo(all.subList(0, read.size()));
      assertThat(reader.ending()).as("cut to %d", length).isNotNull();
    }
  }

  @Test
  void a_missing_file_ends_it_with_a_sentence() throws Exception {
    record(RecorderOptions.DEFAULTS.withMaxBytes(1 << 20), 10_000);
    List<Path> files = files();
    Files.delete(files.get(1));
    StreamReader reader = reader();
    List<Event> read = events(reader);
    assertThat(read).isNotEmpty();
    assertThat(reader.isDamaged() || reader.ending().contains("cut")).isTrue();
  }

  @Test
  void a_damaged_header_is_refused() throws Exception {
    record(RecorderOptions.DEFAULTS, 1);
    Path header = path().resolve("recording.properties");
    String good = Files.readString(header);
    for (String bad :
        List.of(
            "",
            "version=1\nbegun=never",
            good.replace("version=1", "version=2"),
            "version=1\n\\u12",
            good.replace("arguments=0", "arguments=3"),
            good.replace("arguments=0", "arguments=x"))) {
      Files.writeString(header, bad);
      assertThatThrownBy(() -> Recording.open(path())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_killed_program_leaves_all_events_up_to_its_death() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dgonzo.carrier=baton",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                path().toString())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    int said = 0;
    try (var output = child.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said = Integer.parseInt(line);
        if (said >= 3_000) {
          child.destroyForcibly();
          break;
        }
      }
    }
    child.waitFor();
    assertThat(said).as("%s", Files.readString(directory.resolve("errors"))).isEqualTo(3_000);
    StreamReader reader = reader();
    List<Event> events = events(reader);
    assertThat(events.stream().filter(Event.Turn.class::isInstance).count())
        .isGreaterThanOrEqualTo(3_000);
    assertThat(reader.isDamaged()).isFalse();
    assertThat(reader.ending()).contains("killed");
  }

  /** Yields for ever, and prints how often. */
  static final class Killed {
    public static void main(String[] arguments) throws IOException {
      var _ =
          Recorder.start(Path.of(arguments[0]), RecorderOptions.DEFAULTS.withMaxBytes(64 << 20));
      run(
          Kernels.of("nio"),
          () -> {
            for (int i = 1; ; i++) {
              yieldNow();
              if (i % 1_000 == 0) {
                System.out.println(i);
              }
            }
          });
    }
  }

  @Test
  void on_a_full_disk_the_program_goes_on() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", small.toString())
            .redirectErrorStream(true)
            .start();
    mount.getInputStream().readAllBytes();
    assumeTrue(mount.waitFor() == 0, "no file system can be mounted here");
    try {
      Path full = small.resolve("full.recording");
      try (var _ = Recorder.start(full, RecorderOptions.DEFAULTS.withMaxBytes(2 << 20))) {
        run(
            Kernels.of("nio"),
            () -> {
              for (int i = 0; i < 30_000; i++) {
                yieldNow();
              }
            });
      }
      StreamReader reader = Recording.open(full).streams().getFirst().reader();
      assertThat(events(reader)).hasSizeGreaterThan(1_000);
      assertThat(reader.isDamaged()).isFalse();
      assertThat(reader.ending()).contains("ended before the program");
    } finally {
      new ProcessBuilder("umount", small.toString()).start().waitFor();
    }
  }

  /** Waits, in a thread, until each kernel has come here. */
  private static void awaitAll(CountDownLatch all) {
    all.countDown();
    runInThread(() -> {
      try {
        all.await();
      } catch (InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
    });
  }

  @Test
  void the_last_events_of_several_kernels_are_kept() throws Exception {
    int kernels = 6;
    var begun = new CountDownLatch(kernels);
    var written = new CountDownLatch(kernels);
    try (var _ =
        Recorder.start(
            path(), RecorderOptions.DEFAULTS.withMaxBytes(128 << 10).withKeepLast(true))) {
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < kernels; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() ->
                    run(
                        Kernels.of("nio"),
                        () -> {
                          awaitAll(begun);
                          for (int turn = 0; turn < 10_000; turn++) {
                            yieldNow();
                          }
                          awaitAll(written);
                        })));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    Recording recording = Recording.open(path());
    assertThat(recording.streams()).hasSize(kernels);
    for (Recording.Stream stream : recording.streams()) {
      assertThat(stream.ending()).as("kernel %d", stream.number()).isEmpty();
    }
  }

  @Test
  void an_answer_that_is_larger_than_the_limit_deletes_no_events() throws Exception {
    try (var _ =
        Recorder.start(
            path(), RecorderOptions.DEFAULTS.withMaxBytes(256 << 10).withKeepLast(true))) {
      run(
          Kernels.of("nio"),
          () -> {
            for (int i = 0; i < 2_000; i++) {
              yieldNow();
            }
            byte[] _ = runInThread(() -> new byte[300_000]);
          });
    }
    StreamReader reader = reader();
    assertThat(reader.isWithoutBegin()).isFalse();
    assertThat(events(reader)).hasSizeGreaterThan(4_000);
    assertThat(reader.ending()).contains("limit");
  }

  @Test
  void a_prepared_file_that_was_not_used_is_passed_over() throws Exception {
    record(RecorderOptions.DEFAULTS.withMaxBytes(1 << 20), 10_000);
    List<Event> all = events(reader());
    List<Path> files = files();
    for (int i = files.size(); i > 1; i--) {
      Files.move(files.get(i - 1), path().resolve("kernel-1-%06d.events".formatted(i + 1)));
    }
    for (int size : new int[] {0, 20, 4096}) {
      Path unused = path().resolve("kernel-1-000002.events");
      Files.write(unused, new byte[size]);
      Files.setPosixFilePermissions(unused, PosixFilePermissions.fromString("rw-------"));
      StreamReader reader = reader();
      assertThat(events(reader)).as("%d zeros", size).isEqualTo(all);
      assertThat(reader.ending()).isEmpty();
    }
  }

  @Test
  void where_there_is_no_room_attaching_fails_and_another_recorder_can_be_opened()
      throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString())
            .redirectErrorStream(true)
            .start();
    mount.getInputStream().readAllBytes();
    assumeTrue(mount.waitFor() == 0, "no file system can be mounted here");
    try {
      run(
          Kernels.of("nio"),
          () -> {
            RunningKernel own = Kernels.running().getLast();
            runInThread(() -> {
              assertThatThrownBy(
                      () -> Recorder.attach(own, small.resolve("one"), RecorderOptions.DEFAULTS))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("free space");
              Recorder.attach(own, path(), RecorderOptions.DEFAULTS).close();
              return 0;
            });
          });
    } finally {
      new ProcessBuilder("umount", small.toString()).start().waitFor();
    }
  }
}
