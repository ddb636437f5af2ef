package dev.gonzo.file;

import dev.gonzo.Async;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;

/** Reads a file to its end into one array. */
final class WholeFile {
  /** Some JVMs do not support larger arrays. */
  static final int LARGEST = Integer.MAX_VALUE - 8;

  /** The initial size for files that do not report their size, such as those of /proc. */
  private static final int LEAST = 8 * 1024;

  private WholeFile() {}

  /**
   * Reads the file. Its size is only an estimate, because the file may grow and shrink meanwhile.
   */
  @Async
  static byte[] read(AsyncFile file, int most) throws IOException {
    long size = file.size();
    requireAtMost(file, size, most);
    // One byte more, to detect the end without enlarging the array.
    var bytes = new byte[(int) Math.min(Math.max(size + 1, LEAST), LARGEST)];
    int length = 0;
    for (int count; (count = file.read(bytes, length, bytes.length - length)) > 0; ) {
      length += count;
      requireAtMost(file, length, most);
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, larger(length));
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private static int larger(int length) {
    return (int) Math.min(2L * length, LARGEST);
  }

  private static void requireAtMost(AsyncFile file, long size, int most) throws IOException {
    if (size > most) {
      if (most == LARGEST) {
        throw new OutOfMemoryError(file + " is larger than an array can be");
      }
      throw new FileSystemException(
          file.toString(), null, "larger than the limit of " + most + " bytes");
    }
  }
}
