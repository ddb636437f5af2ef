package dev.gonzo.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir Path directory;

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void a_new_file_and_its_directories_are_the_users_alone() throws IOException {
    Path file = directory.resolve("one").resolve("two").resolve("history");
    HistoryFile.makePrivate(file);
    assertEquals("rw-------", permissions(file));
    assertEquals("rwx------", permissions(file.getParent()));
  }

  @Test
  void a_file_that_others_could_read_is_taken_from_them() throws IOException {
    Path file = Files.writeString(directory.resolve("history"), "kept");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    HistoryFile.makePrivate(file);
    assertEquals("rw-------", permissions(file));
    assertEquals("kept", Files.readString(file));
  }

  @Test
  void a_link_is_refused() throws IOException {
    Path target = Files.createFile(directory.resolve("target"));
    Path link = Files.createSymbolicLink(directory.resolve("history"), target);
    var refused = assertThrows(IOException.class, () -> HistoryFile.makePrivate(link));
    assertTrue(
        refused.getMessage().endsWith("is a link or no file: name another with --history"),
        refused.getMessage());
  }
}
