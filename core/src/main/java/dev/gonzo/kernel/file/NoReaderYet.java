package dev.gonzo.kernel.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A FIFO that is to be written has no reader: the task that opens it waits for one. */
final class NoReaderYet extends FileSystemException {
  private static final long serialVersionUID = 1;

  private static final int KIND = 0170000;
  private static final int FIFO = 0010000;

  NoReaderYet(Path path) {
    super(path.toString(), null, "nobody reads this FIFO");
  }

  static boolean isFifo(Path path) {
    try {
      return Files.getAttribute(path, "unix:mode") instanceof Integer mode && (mode & KIND) == FIFO;
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
