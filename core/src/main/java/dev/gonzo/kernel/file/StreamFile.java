package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.linux.FileCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A file without positions: a FIFO, a terminal, some of /proc. Its bytes are read and written in
 * order, and its descriptor is non-blocking: an operation that would block returns {@link
 * #NOT_READY}, and the task waits with the {@link PollThread}.
 */
final class StreamFile extends LinuxFile {
  /** The result of an operation that would block. */
  static final int NOT_READY = -3;

  // How many bytes were read and written, which is the position that the caller must use. Guarded
  // by this.
  private long position;

  StreamFile(LinuxOptions options, int descriptor, boolean appends) {
    super(options, descriptor, appends, false);
  }

  @Override
  boolean hasPositions() {
    return false;
  }

  @Override
  synchronized int read(ByteBuffer buffer, long from) throws IOException {
    requireNext(from);
    FileCalls calls = calls();
    // A FIFO that has had no writer yet reads as if it had ended; only poll distinguishes the two.
    if (!calls.canBeRead(descriptor())) {
      return NOT_READY;
    }
    int count = calls.readNext(descriptor(), MemorySegment.ofBuffer(buffer), buffer.remaining());
    if (count == -ErrorNumber.EAGAIN) {
      return NOT_READY;
    }
    if (count == -ErrorNumber.EBADF) {
      throw new NonReadableChannelException();
    }
    int read = hasRead(count);
    position += Math.max(0, read);
    return read;
  }

  @Override
  synchronized int write(ByteBuffer buffer, long to) throws IOException {
    requireNext(to);
    int count = calls().write(descriptor(), MemorySegment.ofBuffer(buffer), buffer.remaining(), -1);
    if (count == -ErrorNumber.EAGAIN) {
      return NOT_READY;
    }
    if (count == -ErrorNumber.EBADF) {
      throw new NonWritableChannelException();
    }
    int written = hasWritten(count);
    position += written;
    return written;
  }

  private void requireNext(long asked) throws IOException {
    if (asked != position) {
      throw withoutPositions(path(), asked, position);
    }
  }

  /** Returns the exception for a read or write at another position than the next one. */
  static FileSystemException withoutPositions(Path path, long asked, long next) {
    return new FileSystemException(
        path.toString(),
        null,
        "this file has no positions (it is a FIFO, a terminal or the like), so it cannot be read or"
            + " written at "
            + asked
            + ", only at "
            + next
            + ": use read(...) and write(...), and do not move the position");
  }

  /** Does nothing: there is no device behind it. */
  @Override
  void sync(boolean metadata) {}

  @Override
  void truncate(long size) throws IOException {
    throw new FileSystemException(
        path().toString(), null, "this file has no size: it is a FIFO, a terminal or the like");
  }
}
