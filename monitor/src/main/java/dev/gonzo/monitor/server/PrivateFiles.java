package dev.gonzo.monitor.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that other users cannot open. */
final class PrivateFiles {
  // With "/gonzo-monitor-", a number of 20 digits and "/socket" a path of a socket, at most 107.
  private static final int MOST_BYTES = 64;

  private PrivateFiles() {}

  /** Takes all rights on a file from other users, where the file system has such rights. */
  static void restrict(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (UnsupportedOperationException elsewhere) {
      // Windows: a file belongs to its user, by the rights of the directory.
    }
  }

  /**
   * Creates a directory of mode 0700 with a name that cannot be guessed, and that is short enough
   * for the path of a socket in it if there is a directory for temporary files with a short name.
   */
  static Path directory() throws IOException {
    Path usual = Path.of(System.getProperty("java.io.tmpdir", "")).toAbsolutePath();
    Path shorter = Path.of("/tmp");
    boolean fits = usual.toString().getBytes(UTF_8).length <= MOST_BYTES;
    return Files.createTempDirectory(
        fits || !Files.isDirectory(shorter) ? usual : shorter, "gonzo-monitor-");
  }
}
