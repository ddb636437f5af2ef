package dev.gonzo.sim.jdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Files with what a replay is to open, which only this user can read. The last ones are kept, since
 * they are opened after they are made. Any thread may use it.
 */
final class FileCopies {
  private final int mostFiles;
  private final long mostBytes;
  // Guarded by this.
  private final Deque<Copy> copies = new ArrayDeque<>();
  private long bytesHere;

  private record Copy(Path file, long bytes) {}

  /**
   * Creates it.
   *
   * @param mostFiles how many files are kept
   * @param mostBytes how large they may be together, but for the last one
   */
  FileCopies(int mostFiles, long mostBytes) {
    this.mostFiles = mostFiles;
    this.mostBytes = mostBytes;
  }

  /** Writes a file, and deletes the oldest ones if they are too many or too large. */
  Path add(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("gonzo-replay", ".copy");
    try {
      // If it is gone it is not made again, which would be with a mode that others may read.
      var _ =
          Files.write(file, bytes, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (Throwable failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
    keep(new Copy(file, bytes.length));
    return file;
  }

  // Listed only when it is written: until then no other thread may delete it.
  private synchronized void keep(Copy added) throws IOException {
    copies.addLast(added);
    bytesHere += added.bytes;
    while (copies.size() > mostFiles || (bytesHere > mostBytes && copies.size() > 1)) {
      Copy oldest = copies.removeFirst();
      bytesHere -= oldest.bytes;
      Files.deleteIfExists(oldest.file);
    }
  }

  synchronized void deleteAll() {
    for (Copy copy : copies) {
      try {
        Files.deleteIfExists(copy.file);
      } catch (IOException left) {
        // The system removes what is left in its directory for temporary files.
      }
    }
    copies.clear();
    bytesHere = 0;
  }
}
