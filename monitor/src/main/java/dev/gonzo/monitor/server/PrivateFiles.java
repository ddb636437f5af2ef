package dev.gonzo.monitor.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that other users cannot open. */
final class PrivateFiles {
  private PrivateFiles() {}

  /** Takes all rights on a file from other users, where the file system has such rights. */
  static void restrict(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (UnsupportedOperationException elsewhere) {
      // Windows: a file belongs to its user, by the rights of the directory.
    }
  }

  /** Creates a directory of mode 0700 with a name that cannot be guessed. */
  static Path directory() throws IOException {
    return Files.createTempDirectory("gonzo-monitor-");
  }
}
