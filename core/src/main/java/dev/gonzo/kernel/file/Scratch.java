package dev.gonzo.kernel.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one thread, that the system reads into and writes from. It is taken from the JVM
 * when an operation needs it first, so that only that operation fails where there is none.
 */
final class Scratch {
  /** What one read or write moves at most. */
  static final int BYTES = 128 * 1024;

  private @Nullable ByteBuffer memory;

  /**
   * {@return the memory, cleared}
   *
   * @throws IOException if the JVM has none left
   */
  ByteBuffer buffer() throws IOException {
    if (memory == null) {
      try {
        memory = ByteBuffer.allocateDirect(BYTES);
      } catch (OutOfMemoryError none) {
        throw new IOException(
            "no memory outside the heap for the buffer of a file thread ("
                + none.getMessage()
                + "): raise -XX:MaxDirectMemorySize, or lower -Dgonzo.file.threads",
            none);
      }
    }
    return memory.clear();
  }
}
