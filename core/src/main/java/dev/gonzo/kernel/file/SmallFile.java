package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.linux.FileCalls;
import dev.gonzo.kernel.driver.linux.FileFailures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A file that a thread opens, uses and closes within one operation, as long as it turns out to be a
 * small file with positions. Otherwise it is {@linkplain #handOver handed over}, open, because to
 * close a FIFO and open it again would show its other end that this one has gone.
 */
final class SmallFile implements AutoCloseable {
  /** How many bytes it has at most: with one more, the end could not be detected. */
  static final int MOST_BYTES = Scratch.BYTES - 1;

  private final FileCalls calls = LinuxFile.calls();
  private final LinuxOptions options;
  private final int descriptor;
  private boolean isHandedOver;

  /** Opens a file. */
  SmallFile(LinuxOptions options) throws IOException {
    this.options = options;
    this.descriptor = LinuxFile.descriptor(options);
  }

  private int check(int result) throws IOException {
    if (result < 0) {
      throw FileFailures.on(options.path(), result);
    }
    return result;
  }

  /** Its permissions; -1 if it is not a regular file. */
  int permissionsOfRegular() {
    return calls.permissionsOfRegular(descriptor);
  }

  /**
   * Reads all of it: to its end, since its size says little. That of a file of /proc is 0.
   *
   * @param memory empty; contains the bytes afterwards
   * @return false if it is too large, or has no positions: then nothing was taken from it
   */
  boolean read(ByteBuffer memory) throws IOException {
    MemorySegment target = MemorySegment.ofBuffer(memory);
    int length = 0;
    while (length < Scratch.BYTES) {
      int count = calls.read(descriptor, target.asSlice(length), Scratch.BYTES - length, length);
      if (count == -ErrorNumber.ESPIPE) {
        return false;
      }
      if (check(count) == 0) {
        memory.limit(length);
        return true;
      }
      length += count;
    }
    return false;
  }

  /**
   * Writes all bytes, from its beginning, or to its end if it was opened to append.
   *
   * @return false if it has no positions; nothing was written
   */
  boolean write(ByteBuffer bytes) throws IOException {
    boolean appends = (options.flags() & FileCalls.O_APPEND) != 0;
    if (appends && !calls.hasPositions(descriptor)) {
      return false;
    }
    MemorySegment source = MemorySegment.ofBuffer(bytes);
    int length = bytes.remaining();
    for (int written = 0; written < length; ) {
      int count =
          calls.write(
              descriptor, source.asSlice(written), length - written, appends ? -1 : written);
      if (count == -ErrorNumber.ESPIPE) {
        return false;
      }
      written += check(count);
    }
    return length > 0 || calls.hasPositions(descriptor);
  }

  /** Returns the open file, to be used in steps. */
  LinuxFile handOver() {
    isHandedOver = true;
    return LinuxFile.of(options, descriptor);
  }

  @Override
  public void close() throws IOException {
    if (!isHandedOver) {
      check(calls.close(descriptor));
    }
  }
}
