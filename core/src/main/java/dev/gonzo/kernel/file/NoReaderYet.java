package dev.gonzo.kernel.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Thrown when a FIFO is opened for writing and has no reader: the task then waits for one. */
final class NoReaderYet extends FileSystemException {
  private static final long serialVersionUID = 1;

  private static final int S_IFMT = 0170000;
  private static final int S_IFIFO = 0010000;

  NoReaderYet(Path path) {
    super(path.toString(), null, "this FIFO has no reader");
  }

  static boolean isFifo(Path path) {
    try {
      return Files.getAttribute(path, "unix:mode") instanceof Integer mode
          && (mode & S_IFMT) == S_IFIFO;
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
