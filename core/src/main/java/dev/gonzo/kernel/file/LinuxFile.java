package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.linux.ErrorNumber;
import dev.gonzo.kernel.driver.linux.FileCalls;
import dev.gonzo.kernel.driver.linux.FileFailures;
import dev.gonzo.kernel.driver.linux.SystemCalls;
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
 * A file by Linux's own calls: what is in memory already is read without a thread, locks belong to
 * the open file, and no interrupt closes it.
 */
public sealed class LinuxFile extends FileOnDevice permits StreamFile {
  /** It has to be read by a thread. */
  static final int NOT_CACHED = -2;

  // Each thread has its place for the error number.
  private static final ThreadLocal<FileCalls> CALLS =
      ThreadLocal.withInitial(() -> new FileCalls(new SystemCalls()));

  private final int descriptor;
  private final boolean appends;
  private final boolean regular;
  // Guarded by itself.
  private final List<Region> locked = new ArrayList<>();

  /** A part of the file that is locked through this handle. */
  private record Region(long from, long size) {
    boolean overlaps(Region other) {
      return from < other.end() && other.from < end();
    }

    private long end() {
      return from > Long.MAX_VALUE - size ? Long.MAX_VALUE : from + size;
    }

    /** As the system counts: 0 for all that follow. */
    long counted() {
      return end() == Long.MAX_VALUE ? 0 : size;
    }
  }

  LinuxFile(Path path, int descriptor, boolean appends, boolean regular) {
    super(path);
    this.descriptor = descriptor;
    this.appends = appends;
    this.regular = regular;
  }

  /** In a thread outside the kernel. */
  static LinuxFile open(LinuxOptions options) throws IOException {
    FileCalls calls = CALLS.get();
    // To open a FIFO would otherwise wait for its other end, and some devices for their line.
    int flags = options.flags() | FileCalls.WITHOUT_WAITING | FileCalls.NO_TERMINAL;
    int descriptor = calls.open(options.name(), flags, options.permissions());
    if (descriptor == -ErrorNumber.EAGAIN) {
      // Another program has a lease on it, and is given its time to give that back.
      flags = options.flags() | FileCalls.NO_TERMINAL;
      descriptor = calls.open(options.name(), flags, options.permissions());
    }
    if (descriptor == -ErrorNumber.ENXIO && NoReaderYet.isFifo(options.path())) {
      throw new NoReaderYet(options.path());
    }
    check(options.path(), descriptor);
    boolean appends = (options.flags() & FileCalls.APPEND) != 0;
    if (!calls.hasPositions(descriptor)) {
      return new StreamFile(options.path(), descriptor, appends);
    }
    int _ = calls.letWait(descriptor, options.flags());
    return new LinuxFile(options.path(), descriptor, appends, calls.isRegular(descriptor));
  }

  /** Null if this Linux has no call for it. */
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
      int flags = below.flags() | FileCalls.WITHOUT_WAITING | FileCalls.NO_TERMINAL;
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
    boolean appends = (options.flags() & FileCalls.APPEND) != 0;
    return new LinuxFile(options.path(), descriptor, appends, true);
  }

  /** The calls of this thread. */
  static FileCalls calls() {
    return CALLS.get();
  }

  /** Whether bytes have positions in it. */
  boolean hasPositions() {
    return true;
  }

  @Override
  Path pathWhileOpen() {
    return Descriptors.AVAILABLE ? Descriptors.path(descriptor) : path();
  }

  /** {@return its number, for a driver; between hold and release} */
  public final int descriptor() {
    return descriptor;
  }

  /** {@return whether it is written at its end, wherever a write says} */
  public boolean appends() {
    return appends;
  }

  /** {@return whether it is a file with bytes on a device, and no pipe or the like} */
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
   * Reads on the kernel's thread what needs no wait.
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
    // A thread that fails in the same way tells why.
    return count > 0 ? count : count == 0 ? -1 : NOT_CACHED;
  }

  /**
   * Tells what a read has come to.
   *
   * @param count what the system said of it
   * @return how many bytes, -1 at the end
   * @throws IOException if it failed
   */
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

  /**
   * Tells what a write has come to.
   *
   * @param count what the system said of it
   * @return how many bytes
   * @throws IOException if it failed
   */
  public int hasWritten(int count) throws IOException {
    if (count == -ErrorNumber.EBADF) {
      throw new NonWritableChannelException();
    }
    check(path(), count);
    return count;
  }

  /** Copies bytes to a descriptor that does not wait; answers how many, or why not. */
  long copyTo(int target, long position, long count) {
    return CALLS.get().sendFile(target, descriptor, position, count);
  }

  @Override
  void sync(boolean metadata) throws IOException {
    hasSynced(CALLS.get().sync(descriptor, metadata));
  }

  /**
   * Tells what a sync has come to.
   *
   * @param result what the system said of it
   * @throws IOException if it failed
   */
  public void hasSynced(int result) throws IOException {
    check(path(), result);
  }

  @Override
  void truncate(long size) throws IOException {
    if (size() > size) {
      int result = CALLS.get().truncate(descriptor, size);
      if (result == -ErrorNumber.EBADF || result == -ErrorNumber.EINVAL) {
        throw new NonWritableChannelException();
      }
      check(path(), result);
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
        return false; // the system would change that lock instead
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
