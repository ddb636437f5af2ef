package dev.gonzo.tck.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileEntry;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Files, wherever their tasks are cancelled: each step has happened or not. */
@ParameterizedClass
@MethodSource(Drivers.ALL)
@Tag("realTime")
@Tag("slow")
class CancelFilesEverywhereTest {
  @Parameter Drivers driver;

  @TempDir private Path directory = Path.of("");

  private CancelEverywhere everywhere() {
    return CancelEverywhere.on(driver::inVirtualTime);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void the_position_has_moved_by_what_was_delivered_and_nothing_else() {
    Path path = directory.resolve("file");
    int runs =
        everywhere()
            .check(() ->
                new Scenario() {
                  private long written;
                  private long position;
                  private long readTo;
                  private final StringBuilder read = new StringBuilder();

                  @Override
                  public void run() throws Exception {
                    try (var file = AsyncFile.open(path, CREATE, TRUNCATE_EXISTING, READ, WRITE)) {
                      try {
                        for (int i = 0; i < 5; i++) {
                          file.writeAll("0123456789".getBytes(UTF_8));
                          written += 10;
                        }
                        file.sync();
                      } finally {
                        position = file.position();
                      }
                      file.position(0);
                      try {
                        var buffer = new byte[7];
                        for (int n; (n = file.read(buffer)) > 0; ) {
                          read.append(new String(buffer, 0, n, UTF_8));
                        }
                      } finally {
                        readTo = file.position();
                      }
                      file.truncate(3);
                    }
                  }

                  @Override
                  public void check() throws Exception {
                    assertThat(position).isEqualTo(written);
                    assertThat(readTo).isEqualTo(read.length());
                    assertThat("0123456789".repeat(5)).startsWith(read);
                    if (written > 0) {
                      assertThat(Files.size(path)).isIn(written, 3L);
                    }
                  }
                });
    assertThat(runs).isGreaterThan(30);
  }

  @Test
  void a_file_that_is_replaced_is_the_old_or_the_new_one_and_nothing_stays_beside_it() {
    Path path = directory.resolve("file");
    int runs =
        everywhere()
            .check(() ->
                new Scenario() {
                  private boolean replaced;

                  @Override
                  public void run() throws Exception {
                    Files.writeString(path, "old");
                    AsyncFiles.replace(path, "new".repeat(100_000).getBytes(UTF_8));
                    replaced = true;
                  }

                  @Override
                  public void check() throws Exception {
                    if (names().isEmpty()) {
                      return; // cancelled before it began
                    }
                    assertThat(names()).containsExactly("file");
                    // A replacement that did not return has not happened.
                    assertThat(Files.readString(path))
                        .isEqualTo(replaced ? "new".repeat(100_000) : "old");
                  }
                });
    assertThat(runs).isGreaterThan(15);
  }

  @Test
  void a_copy_is_whole_or_not_there_and_a_move_leaves_one_of_two() throws IOException {
    Path source = Files.write(directory.resolve("source"), new byte[300_000]);
    int runs =
        everywhere()
            .check(() ->
                new Scenario() {
                  @Override
                  public void run() throws Exception {
                    Path copy = directory.resolve("copy");
                    AsyncFiles.copy(source, copy);
                    AsyncFiles.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
                    AsyncFiles.move(copy, directory.resolve("moved"));
                  }

                  @Override
                  public void check() throws Exception {
                    for (String name : names()) {
                      assertThat(Files.size(directory.resolve(name))).isEqualTo(300_000);
                    }
                    assertThat(names()).hasSizeLessThanOrEqualTo(2).contains("source");
                    AsyncFiles.deleteIfExists(directory.resolve("copy"));
                    AsyncFiles.deleteIfExists(directory.resolve("moved"));
                  }
                });
    assertThat(runs).isGreaterThan(30);
  }

  @Test
  void a_lock_is_given_back_and_a_walk_leaves_nothing_open() throws IOException {
    Files.createDirectories(directory.resolve("a/b"));
    everywhere()
        .check(() ->
            new Scenario() {
              @Override
              public void run() throws Exception {
                try (var file = AsyncFile.open(directory.resolve("file"), CREATE, WRITE);
                    var _ = file.lock();
                    var entries = Directories.walk(directory)) {
                  for (FileEntry entry : entries) {
                    assertThat(AsyncFiles.exists(entry.path())).isTrue();
                  }
                }
              }

              @Override
              public void check() throws Exception {
                try (var file = AsyncFile.open(directory.resolve("file"), CREATE, WRITE)) {
                  // The kernel's own close comes soon after the task's; lock() waits for it.
                  file.lock().close();
                }
              }
            });
  }
}
