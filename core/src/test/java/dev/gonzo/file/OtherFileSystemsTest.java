package dev.gonzo.file;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a file system other than the operating system's: here, of a zip file. */
class OtherFileSystemsTest {
  @TempDir private Path directory = Path.of("");
  private FileSystem zip = FileSystems.getDefault();
  private URI archive = URI.create("jar:none");

  @BeforeEach
  void create() throws IOException {
    archive = URI.create("jar:" + directory.resolve("archive.zip").toUri());
    zip = FileSystems.newFileSystem(archive, Map.of("create", "true"));
  }

  @AfterEach
  void close() throws IOException {
    zip.close();
  }

  @Test
  void what_is_written_is_there_when_the_archive_is_closed() throws IOException {
    run(() -> {
      for (int number = 0; number < 20; number++) {
        AsyncFiles.writeString(zip.getPath("/" + number), "text " + number);
      }
      AsyncFiles.replace(zip.getPath("/7"), "replaced".getBytes(US_ASCII));
      AsyncFiles.replace(zip.getPath("/new"), "new".getBytes(US_ASCII));
      zip.close();
    });
    zip = FileSystems.newFileSystem(archive, Map.of());
    assertThat(Tree.of(zip.getPath("/")))
        .hasSize(21)
        .contains("19=text 19", "7=replaced", "new=new");
  }

  @Test
  void files_are_copied_and_moved_between_file_systems() throws IOException {
    run(() -> {
      Path plain = directory.resolve("plain");
      Path copy = directory.resolve("copy");
      Path inside = zip.getPath("/inside");
      AsyncFiles.writeString(plain, "plain");
      AsyncFiles.copy(plain, inside, StandardCopyOption.COPY_ATTRIBUTES);
      assertThat(Files.readString(inside)).isEqualTo("plain");
      AsyncFiles.copy(inside, zip.getPath("/other"));
      AsyncFiles.move(zip.getPath("/other"), copy);
      assertThat(Files.readString(copy)).isEqualTo("plain");
      assertThat(Files.exists(zip.getPath("/other"))).isFalse();
      AsyncFiles.writeString(copy, "changed");
      AsyncFiles.move(copy, inside, StandardCopyOption.REPLACE_EXISTING);
      assertThat(Files.readString(inside)).isEqualTo("changed");
      assertThat(Files.exists(copy)).isFalse();
    });
  }

  @Test
  void trees_are_copied_between_file_systems() throws IOException {
    Tree.make(directory, "from/a/b", "from/c/", "from/d");
    run(() -> {
      Path from = directory.resolve("from");
      Directories.copyTree(from, zip.getPath("/to"));
      Directories.copyTree(zip.getPath("/to"), zip.getPath("/again"));
      Directories.copyTree(
          zip.getPath("/again"), directory.resolve("back"), StandardCopyOption.COPY_ATTRIBUTES);
      assertThat(Tree.of(directory.resolve("back"))).isEqualTo(Tree.of(from));
      Directories.deleteTree(zip.getPath("/to"));
      assertThat(Files.exists(zip.getPath("/to"))).isFalse();
    });
  }
}
