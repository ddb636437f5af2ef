package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.linux.FileCalls;
import dev.gonzo.kernel.driver.linux.FileFailures;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.kernel.loop.RegularFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file accessed through system calls of Linux: bytes in the page cache are read without a thread,
 * locks belong to the open file, and no interrupt closes it.
 */
public sealed class LinuxFile extends FileOnDevice implements RegularFile permits StreamFile {
  /** The result of a read that a thread must do. */
  static final int NOT_CACHED = -2;

  // Per thread, because each needs its own memory for the error number.
  private static final ThreadLocal<FileCalls> CALLS =
      ThreadLocal.withInitial(() -> new FileCalls(new SystemCalls()));

  private final int descriptor;
  private final boolean appends;
  private final boolean writable;
  private final boolean regular;
  // Guarded by itself.
  private final List<Region> locked = new ArrayList<>();

  /** A region of the file that is locked through this handle. */
  private record Region(long from, long size) {
    boolean overlaps(Region other) {
      return from < other.end() && other.from < end();
    }

    private long end() {
      return from > Long.MAX_VALUE - size ? Long.MAX_VALUE : from + size;
    }

    /** The size as the system counts it: 0 for all bytes that follow. */
    long counted() {
      return end() == Long.MAX_VALUE ? 0 : size;
    }
  }

  LinuxFile(LinuxOptions options, int descriptor, boolean appends, boolean regular) {
    super(options.path());
    this.descriptor = descriptor;
    this.appends = appends;
    this.writable = options.writes();
    this.regular = regular;
  }

  /** Opens a file. In a thread outside the kernel. */
  static LinuxFile open(LinuxOptions options) throws IOException {
    return of(options, descriptor(options));
  }

  /** Opens a file that does not block, whatever it is. Returns its descriptor. */
  static int descriptor(LinuxOptions options) throws IOException {
    FileCalls calls = CALLS.get();
    // Otherwise opening a FIFO would block until its other end is open, and some devices would
    // block until their line is ready.
    int flags = options.flags() | FileCalls.O_NONBLOCK | FileCalls.O_NOCTTY;
    int descriptor = calls.open(options.name(), flags, options.permissions());
    if (descriptor == -ErrorNumber.EAGAIN) {
      // Another program has a lease on it, and needs time to release that.
      flags = options.flags() | FileCalls.O_NOCTTY;
      descriptor = calls.open(options.name(), flags, options.permissions());
    }
    if (descriptor == -ErrorNumber.ENXIO && NoReaderYet.isFifo(options.path())) {
      throw new NoReaderYet(options.path());
    }
    check(options.path(), descriptor);
    return descriptor;
  }

  /** The file of a descriptor. */
  static LinuxFile of(LinuxOptions options, int descriptor) {
    FileCalls calls = CALLS.get();
    boolean appends = (options.flags() & FileCalls.O_APPEND) != 0;
    if (!calls.hasPositions(descriptor)) {
      return new StreamFile(options, descriptor, appends);
    }
    int _ = calls.letWait(descriptor, options.flags());
    return new LinuxFile(options, descriptor, appends, calls.isRegular(descriptor));
  }

  /** Opens a file in a tree. Returns null if this Linux has no call for it. */
  static @Nullable LinuxFile openBeneath(LinuxOptions options, Path root) throws IOException {
    FileCalls calls = CALLS.get();
    LinuxOptions below = options.relativeTo(root);
    LinuxOptions above = LinuxOptions.ofDirectory(root);
    if (below == null || above == null) {
      return null;
    }
    int directory = calls.open(above.name(), above.flags(), 0);
    check(root, directory);
    int descriptor;
    try {
      int flags = below.flags() | FileCalls.O_NONBLOCK | FileCalls.O_NOCTTY;
      descriptor = calls.openBeneath(directory, below.name(), flags, below.permissions());
    } finally {
      int _ = calls.close(directory);
    }
    if (descriptor == -ErrorNumber.ENOSYS || descriptor == -ErrorNumber.EPERM) {
      return null;
    }
    if (descriptor == -ErrorNumber.EXDEV) {
      throw Opening.leadsOut(options.path(), root);
    }
    if (descriptor == -ErrorNumber.ENXIO) {
      throw Opening.notOrdinary(options.path());
    }
    check(options.path(), descriptor);
    if (!calls.isRegular(descriptor)) {
      int _ = calls.close(descriptor);
      throw Opening.notOrdinary(options.path());
    }
    int _ = calls.letWait(descriptor, options.flags());
    boolean appends = (options.flags() & FileCalls.O_APPEND) != 0;
    return new LinuxFile(options, descriptor, appends, true);
  }

  /** The system calls of this thread. */
  static FileCalls calls() {
    return CALLS.get();
  }

  /** Whether its bytes have positions. */
  boolean hasPositions() {
    return true;
  }

  @Override
  Path pathWhileOpen() {
    return Descriptors.AVAILABLE ? Descriptors.path(descriptor) : path();
  }

  @Override
  public final int descriptor() {
    return descriptor;
  }

  @Override
  public boolean appends() {
    return appends;
  }

  /** {@return whether it is a regular file, and not a pipe or the like} */
  public boolean isRegular() {
    return regular;
  }

  private static void check(Path path, long result) throws IOException {
    if (result < 0) {
      throw FileFailures.on(path, result);
    }
  }

  @Override
  int read(ByteBuffer buffer, long position) throws IOException {
    return hasRead(
        CALLS.get().read(descriptor, MemorySegment.ofBuffer(buffer), buffer.remaining(), position));
  }

  /**
   * Reads bytes that are in the page cache, on the kernel's thread.
   *
   * @return how many bytes, -1 at the end, or NOT_CACHED
   */
  int readCached(FileCalls calls, byte[] target, int offset, int length, long position) {
    int count;
    try {
      count = calls.readCached(descriptor, target, offset, length, position);
    } catch (OutOfMemoryError noBuffer) {
      return NOT_CACHED;
    }
    // A thread will fail in the same way, and report why.
    return count > 0 ? count : count == 0 ? -1 : NOT_CACHED;
  }

  @Override
  public int hasRead(int count) throws IOException {
    if (count == -ErrorNumber.EBADF) {
      throw new NonReadableChannelException();
    }
    check(path(), count);
    return count == 0 ? -1 : count;
  }

  @Override
  int write(ByteBuffer buffer, long position) throws IOException {
    return hasWritten(
        CALLS
            .get()
            .write(
                descriptor,
                MemorySegment.ofBuffer(buffer),
                buffer.remaining(),
                appends ? -1 : position));
  }

  @Override
  public int hasWritten(int count) throws IOException {
    if (count == -ErrorNumber.EBADF) {
      throw new NonWritableChannelException();
    }
    check(path(), count);
    return count;
  }

  /** Copies bytes to a non-blocking descriptor. Returns how many, or the negated error number. */
  long copyTo(int target, long position, long count) {
    return CALLS.get().sendFile(target, descriptor, position, count);
  }

  @Override
  void sync(boolean metadata) throws IOException {
    hasSynced(CALLS.get().sync(descriptor, metadata));
  }

  @Override
  public void hasSynced(int result) throws IOException {
    check(path(), result);
  }

  @Override
  void truncate(long size) throws IOException {
    if (!writable) {
      throw new NonWritableChannelException();
    }
    if (size() > size) {
      check(path(), CALLS.get().truncate(descriptor, size));
    }
  }

  @Override
  long size() throws IOException {
    long size = CALLS.get().size(descriptor);
    check(path(), size);
    return size;
  }

  @Override
  boolean lock(long position, long size, boolean shared) throws IOException {
    var region = new Region(position, size);
    synchronized (locked) {
      if (locked.stream().anyMatch(region::overlaps)) {
        return false; // otherwise the system would convert that lock
      }
      FileCalls.Locking locking = shared ? FileCalls.Locking.SHARED : FileCalls.Locking.EXCLUSIVE;
      int result = CALLS.get().lock(descriptor, locking, position, region.counted());
      if (result == -ErrorNumber.EAGAIN || result == -ErrorNumber.EACCES) {
        return false;
      }
      if (result == -ErrorNumber.EBADF) {
        throw shared ? new NonReadableChannelException() : new NonWritableChannelException();
      }
      check(path(), result);
      return locked.add(region);
    }
  }

  @Override
  void unlock(long position, long size) throws IOException {
    var region = new Region(position, size);
    synchronized (locked) {
      if (locked.remove(region)) {
        check(
            path(),
            CALLS.get().lock(descriptor, FileCalls.Locking.NONE, position, region.counted()));
      }
    }
  }

  @Override
  protected void free() throws IOException {
    check(path(), CALLS.get().close(descriptor));
  }
}
