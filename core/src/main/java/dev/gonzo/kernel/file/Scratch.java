package dev.gonzo.kernel.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The native memory of one thread, for reads and writes. It is allocated when an operation first
 * needs it, so that only that operation fails if there is none.
 */
final class Scratch {
  /** How many bytes one read or write transfers at most. */
  static final int BYTES = 128 * 1024;

  // What ExtendedOpenOption.DIRECT needs at most.
  private static final int PAGE = 4096;

  private @Nullable ByteBuffer memory;

  /** {@return the memory as the operation has left it, which must have used it} */
  ByteBuffer memory() {
    return Objects.requireNonNull(memory);
  }

  /**
   * {@return the memory, cleared}
   *
   * @throws IOException if the JVM has none left
   */
  ByteBuffer buffer() throws IOException {
    if (memory == null) {
      try {
        memory = ByteBuffer.allocateDirect(BYTES + PAGE).alignedSlice(PAGE).slice(0, BYTES);
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
