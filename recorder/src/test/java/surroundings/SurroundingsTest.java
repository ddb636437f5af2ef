package surroundings;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.event.Event.Read;
import dev.gonzo.recorder.format.EventLine;
import dev.gonzo.sim.SimulatorAgent;
import dev.gonzo.testing.LogCapture;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Variables, properties and plain files that tasks read. In a package that is not of Gonzo, since
 * only the reads of programs are recorded.
 */
@Tag("realTime")
class SurroundingsTest {
  private static final String PROPERTY = "gonzo.test.surroundings";

  @TempDir Path directory;

  @BeforeAll
  static void startAgent() {
    assertThat(SimulatorAgent.start()).isEmpty();
  }

  @AfterEach
  void clearProperty() {
    System.clearProperty(PROPERTY);
  }

  private static <T> String seen(String name, Callable<T> read) {
    try {
      T value = read.call();
      return name + " " + (value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
    } catch (Exception thrown) {
      return name + " " + thrown;
    }
  }

  private static void reading(Path path, List<String> all) {
    File file = path.toFile();
    var utf8 = StandardCharsets.UTF_8;
    all.add(seen("getenv", () -> System.getenv("PATH")));
    all.add(seen("all variables", () -> System.getenv().containsKey("PATH")));
    all.add(seen("no variable", () -> System.getenv("GONZO_NO_SUCH_VARIABLE")));
    all.add(seen("property", () -> System.getProperty(PROPERTY)));
    all.add(seen("property, or", () -> System.getProperty(PROPERTY, "none")));
    all.add(seen("exists", () -> Files.exists(path)));
    all.add(seen("does not", () -> Files.notExists(path)));
    all.add(seen("regular", () -> Files.isRegularFile(path)));
    all.add(seen("directory", () -> Files.isDirectory(path.getParent())));
    all.add(seen("size", () -> Files.size(path)));
    all.add(seen("modified", () -> Files.getLastModifiedTime(path)));
    all.add(seen("bytes", () -> Files.readAllBytes(path)));
    all.add(seen("string", () -> Files.readString(path)));
    all.add(seen("string of", () -> Files.readString(path, StandardCharsets.ISO_8859_1)));
    all.add(seen("malformed", () -> Files.readString(path, StandardCharsets.US_ASCII)));
    all.add(seen("all lines", () -> Files.readAllLines(path)));
    all.add(seen("all lines of", () -> Files.readAllLines(path, utf8)));
    all.add(
        seen(
            "lines",
            () -> {
              try (var lines = Files.lines(path)) {
                return lines.skip(1).toList();
              }
            }));
    all.add(
        seen(
            "reader",
            () -> {
              try (BufferedReader reader = Files.newBufferedReader(path)) {
                return reader.readLine();
              }
            }));
    all.add(
        seen(
            "stream",
            () -> {
              try (var stream = Files.newInputStream(path)) {
                return stream.readNBytes(3);
              }
            }));
    all.add(
        seen(
            "input of a file",
            () -> {
              try (var stream = new FileInputStream(file)) {
                return stream.getChannel().size() + Arrays.toString(stream.readNBytes(3));
              }
            }));
    all.add(
        seen(
            "input of a name",
            () -> {
              try (var stream = new FileInputStream(file.toString())) {
                return stream.readAllBytes();
              }
            }));
    all.add(
        seen(
            "file reader",
            () -> {
              try (var reader = new FileReader(file, utf8)) {
                return reader.read();
              }
            }));
    all.add(
        seen(
            "scanner",
            () -> {
              try (var scanner = new Scanner(path, utf8)) {
                return scanner.next();
              }
            }));
    all.add(seen("file", () -> file.exists() + " " + file.isFile() + " " + file.isDirectory()));
    all.add(seen("its length", () -> file.length() + " " + file.lastModified()));
    all.add(seen("list", () -> Arrays.asList(file.getParentFile().list())));
    Path none = path.resolveSibling("none");
    all.add(seen("no file", () -> Files.readString(none)));
    all.add(seen("no size", () -> Files.size(none)));
    all.add(seen("no input", () -> new FileInputStream(none.toFile()).read()));
  }

  private static List<String> program(Path path) {
    var all = new ArrayList<String>();
    run(
        Kernels.of("nio"),
        () -> {
          reading(path, all);
          spawn(() -> reading(path, all)).join();
        });
    return all;
  }

  private List<Read> reads(Path recording) throws IOException {
    var reads = new ArrayList<Read>();
    for (var event : Recording.open(recording).streams().getFirst().events()) {
      if (event instanceof Read read) {
        reads.add(read);
      }
    }
    return reads;
  }

  @Test
  void a_replay_reads_the_variables_properties_and_files_that_were_recorded() throws Exception {
    Path file = Files.createDirectory(directory.resolve("data")).resolve("file.txt");
    Files.writeString(file, "zwölf\nlines\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    System.setProperty(PROPERTY, "recorded");
    List<String> real = program(file);
    List<String> recorded;
    try (var _ = Recorder.start(directory.resolve("one"), RecorderOptions.DEFAULTS)) {
      recorded = program(file);
    }
    assertThat(recorded).isEqualTo(real);
    Files.delete(file);
    Files.writeString(file.resolveSibling("none"), "now it is there");
    System.setProperty(PROPERTY, "changed");
    Recording recording = Recording.open(directory.resolve("one"));
    try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      assertThat(program(file)).isEqualTo(recorded);
      assertThat(replay.results()).hasExactlyElementsOfTypes(ReplayResult.Equal.class);
    }
    assertThat(program(file)).isNotEqualTo(recorded);
  }

  private static String readingAndDrawing(Path file) throws IOException {
    return run(
        Kernels.of("nio"),
        () -> {
          try (var stream = new FileInputStream(file.toFile())) {
            return UUID.randomUUID() + " " + stream.read();
          }
        });
  }

  @Test
  void the_copy_of_a_file_takes_no_random_numbers_of_the_recording() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "text");
    String recorded;
    try (var _ = Recorder.start(directory.resolve("one"), RecorderOptions.DEFAULTS)) {
      recorded = readingAndDrawing(file);
    }
    Files.delete(file);
    Recording recording = Recording.open(directory.resolve("one"));
    try (var _ = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      assertThat(readingAndDrawing(file)).isEqualTo(recorded);
    }
  }

  @Test
  void a_file_that_is_not_read_whole_is_named_and_not_recorded() throws Exception {
    Path large = directory.resolve("large");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength((64 << 20) + 1);
    }
    try (var log = LogCapture.open();
        var _ = Recorder.start(directory.resolve("one"), RecorderOptions.DEFAULTS)) {
      run(
          Kernels.of("nio"),
          () -> {
            for (int i = 0; i < 2; i++) {
              try (var stream = Files.newInputStream(large)) {
                assertThat(stream.readNBytes(2)).containsOnly(0);
              }
            }
          });
      assertThat(log.messages())
          .filteredOn(warning -> warning.contains("not recorded"))
          .singleElement()
          .asString()
          .contains(
              "Files.newInputStream " + large + ", which is larger than 64 MiB at ",
              "SurroundingsTest",
              "AsyncFile");
    }
    assertThat(Files.size(directory.resolve("one").resolve("kernel-1-000001.events")))
        .isLessThan(large.toFile().length());
  }

  @Test
  void without_data_the_values_are_left_out() throws Exception {
    System.setProperty(PROPERTY, "a value");
    var options = RecorderOptions.DEFAULTS.withData(false);
    try (var _ = Recorder.start(directory.resolve("one"), options)) {
      run(Kernels.of("nio"), () -> assertThat(System.getProperty(PROPERTY)).isEqualTo("a value"));
    }
    assertThat(reads(directory.resolve("one")))
        .singleElement()
        .satisfies(
            read -> assertThat(read.what()).isEqualTo("System.getProperty " + PROPERTY),
            read -> assertThat(read.value().array()).isEmpty());
  }

  @Test
  void a_variable_with_the_name_of_a_secret_is_shown_masked() throws Exception {
    String name = PROPERTY + ".password";
    System.setProperty(name, "swordfish");
    try (var _ = Recorder.start(directory.resolve("one"), RecorderOptions.DEFAULTS)) {
      run(Kernels.of("nio"), () -> assertThat(System.getProperty(name)).isEqualTo("swordfish"));
    } finally {
      System.clearProperty(name);
    }
    Read read = reads(directory.resolve("one")).getFirst();
    assertThat(new EventLine(true, false).of(read)).contains(name).doesNotContain("swordfish");
    assertThat(new EventLine(true, true).of(read)).contains("swordfish");
  }

  private static void waiting(boolean readsProperty) {
    run(
        Kernels.of("nio"),
        () -> {
          String found = readsProperty ? System.getProperty(PROPERTY) : null;
          if (found == null) {
            spawn(() -> "first").join();
          }
        });
  }

  @Test
  void a_divergence_names_the_first_read_that_is_not_in_the_recording() throws Exception {
    try (var _ = Recorder.start(directory.resolve("one"), RecorderOptions.DEFAULTS)) {
      waiting(false);
    }
    System.setProperty(PROPERTY, "now");
    Recording recording = Recording.open(directory.resolve("one"));
    try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      try {
        waiting(true);
      } catch (IllegalStateException diverged) {
        assertThat(diverged).hasMessageContaining("differs");
      }
      assertThat(replay.results().toString())
          .contains("it has now read System.getProperty " + PROPERTY + " before event ");
    }
  }
}
