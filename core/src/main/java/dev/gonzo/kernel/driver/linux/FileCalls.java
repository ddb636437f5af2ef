package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The system calls on files. All but {@link #readCached} may wait for a device.
 *
 * <p>Used by one thread at a time, like its {@link SystemCalls}. Results are zero or more, or a
 * negated {@link ErrorNumber}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/preadv2.2.html">preadv2(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl_locking.2.html">fcntl_locking(2)</a>
 */
public final class FileCalls {
  /** O_RDONLY: open for reading. */
  public static final int O_RDONLY = 0;

  /** O_WRONLY: open for writing. */
  public static final int O_WRONLY = 1;

  /** O_RDWR: open for both. */
  public static final int O_RDWR = 2;

  /** O_CREAT: create the file if it does not exist. */
  public static final int O_CREAT = 0x40;

  /** O_EXCL: with {@link #O_CREAT}, fail if the file exists. */
  public static final int O_EXCL = 0x80;

  /** O_TRUNC: empty the file. */
  public static final int O_TRUNC = 0x200;

  /** O_APPEND: always write at the end. */
  public static final int O_APPEND = 0x400;

  /** O_DSYNC: each write reaches the device, with the metadata that is needed to read it. */
  public static final int O_DSYNC = 0x1000;

  /** O_SYNC: each write reaches the device, with all metadata. */
  public static final int O_SYNC = 0x101000;

  private static final boolean ON_X86 = CallNumbers.isX86(System.getProperty("os.arch", ""));

  /** O_NONBLOCK: opening and using a FIFO, a terminal or the like never blocks. */
  public static final int O_NONBLOCK = 0x800;

  /** O_NOCTTY: a terminal does not become the controlling terminal. */
  public static final int O_NOCTTY = 0x100;

  private static final int RESOLVE_BENEATH = 8;
  private static final int RESOLVE_NO_MAGICLINKS = 2;
  private static final int OPEN_HOW_BYTES = 24;
  static final int F_SETFL = 4;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int SEEK_CUR = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NOFOLLOW_ON_X86 = 0x20000;
  private static final int O_NOFOLLOW_ELSEWHERE = 0x8000;
  private static final int O_DIRECTORY_ON_X86 = 0x10000;
  private static final int O_DIRECTORY_ELSEWHERE = 0x4000;
  private static final int AT_FDCWD = -100;
  private static final int PATH_MAX = 4096;

  private static final int RWF_NOWAIT = 8;
  private static final int CACHED_BYTES = 64 * 1024;

  private static final int STAT_BYTES = 144;
  private static final int ST_SIZE_OFFSET = 48;
  private static final int ST_MODE_OFFSET = ON_X86 ? 24 : 16;
  private static final int S_IFMT = 0170000;
  private static final int S_IFREG = 0100000;
  private static final int PERMISSIONS = 0777;

  private static final int F_OFD_SETLK = 37;
  private static final int FLOCK_BYTES = 32;
  private static final int L_START_OFFSET = 8;
  private static final int L_LEN_OFFSET = 16;

  private final SystemCalls calls;
  private final MemorySegment path;
  private final MemorySegment structure;
  private Optional<MemorySegment> cached = Optional.empty();

  /**
   * Creates the calls for one thread.
   *
   * @param calls the system calls of the thread
   */
  public FileCalls(SystemCalls calls) {
    this.calls = calls;
    this.path = calls.memory.allocate(PATH_MAX);
    this.structure = calls.memory.allocate(STAT_BYTES, 8);
  }

  /** {@return O_NOFOLLOW, the flag that refuses a link at the end of a path} */
  public static int noFollow() {
    return ON_X86 ? O_NOFOLLOW_ON_X86 : O_NOFOLLOW_ELSEWHERE;
  }

  /** {@return O_DIRECTORY, the flag that refuses anything but a directory} */
  public static int onlyDirectories() {
    return ON_X86 ? O_DIRECTORY_ON_X86 : O_DIRECTORY_ELSEWHERE;
  }

  /**
   * Opens a file.
   *
   * @param name its path as bytes, without a NUL at the end
   * @param flags the flags, or'ed together
   * @param permissions the permissions of a new file, before the umask is applied
   * @return its descriptor, or the negated error number
   */
  public int open(byte[] name, int flags, int permissions) {
    if (name.length >= PATH_MAX) {
      return -ErrorNumber.ENAMETOOLONG;
    }
    setPath(name);
    int result;
    do {
      result =
          calls.waiting(
              CallNumbers.OPENAT, AT_FDCWD, path.address(), flags | O_CLOEXEC, permissions, 0, 0);
    } while (result == -ErrorNumber.EINTR);
    return result;
  }

  private void setPath(byte[] name) {
    MemorySegment.copy(name, 0, path, ValueLayout.JAVA_BYTE, 0, name.length);
    path.set(ValueLayout.JAVA_BYTE, name.length, (byte) 0);
  }

  /**
   * Removes a file.
   *
   * @param name its path as bytes, without a NUL at the end, as it was opened
   * @return zero, or the negated error number
   */
  public int remove(byte[] name) {
    setPath(name);
    return calls.restarting(CallNumbers.UNLINKAT, AT_FDCWD, path.address(), 0, 0, 0, 0);
  }

  /**
   * Opens a file in a directory, at any depth. A path that leads out of the directory, by a link or
   * by "..", is refused with EXDEV.
   *
   * @param directory the descriptor of the directory
   * @param name the path relative to it
   * @param flags the flags, or'ed together
   * @param permissions the permissions of a new file, before the umask is applied
   * @return its descriptor, or the negated error number: ENOSYS before Linux 5.6
   */
  public int openBeneath(int directory, byte[] name, int flags, int permissions) {
    if (name.length >= PATH_MAX) {
      return -ErrorNumber.ENAMETOOLONG;
    }
    setPath(name);
    structure.set(JAVA_LONG, 0, flags | O_CLOEXEC);
    structure.set(JAVA_LONG, 8, (flags & O_CREAT) == 0 ? 0 : permissions);
    structure.set(JAVA_LONG, 16, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
    int result;
    do { // also if a part of the path is renamed meanwhile
      result =
          calls.waiting(
              CallNumbers.OPENAT2,
              directory,
              path.address(),
              structure.address(),
              OPEN_HOW_BYTES,
              0,
              0);
    } while (result == -ErrorNumber.EINTR || result == -ErrorNumber.EAGAIN);
    return result;
  }

  /**
   * Closes a descriptor.
   *
   * @param descriptor the descriptor
   * @return zero, or the negated error number
   */
  public int close(int descriptor) {
    return calls.close(descriptor);
  }

  /**
   * Reads bytes.
   *
   * @param descriptor the file
   * @param target where the bytes go: native memory
   * @param length how many bytes at most
   * @param position the position of the first byte
   * @return how many bytes, zero at the end, or the negated error number
   */
  public int read(int descriptor, MemorySegment target, int length, long position) {
    return calls.restarting(
        CallNumbers.PREAD64, descriptor, target.address(), length, position, 0, 0);
  }

  /**
   * Reads bytes that are in the page cache, without blocking.
   *
   * @param descriptor the file
   * @param target where the bytes go
   * @param offset the index of the first byte there
   * @param length how many bytes at most
   * @param position the position of the first byte in the file
   * @return how many bytes, zero at the end, or the negated error number: EAGAIN if it would block
   */
  public int readCached(int descriptor, byte[] target, int offset, int length, long position) {
    MemorySegment memory = cachedMemory();
    structure.set(JAVA_LONG, 0, memory.address());
    structure.set(JAVA_LONG, 8, Math.min(length, CACHED_BYTES));
    int count =
        calls.brief(
            CallNumbers.PREADV2, descriptor, structure.address(), 1, position, 0, RWF_NOWAIT);
    if (count > 0) {
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, target, offset, count);
    }
    return count;
  }

  private MemorySegment cachedMemory() {
    if (cached.isEmpty()) {
      cached = Optional.of(calls.memory.allocate(CACHED_BYTES));
    }
    return cached.get();
  }

  /**
   * Writes bytes.
   *
   * @param descriptor the file
   * @param source where the bytes are: native memory
   * @param length how many bytes
   * @param position the position of the first byte; -1 for the end of a file that was opened to
   *     append
   * @return how many bytes, or the negated error number
   */
  public int write(int descriptor, MemorySegment source, int length, long position) {
    return position < 0
        ? calls.restarting(CallNumbers.WRITE, descriptor, source.address(), length, 0, 0, 0)
        : calls.restarting(
            CallNumbers.PWRITE64, descriptor, source.address(), length, position, 0, 0);
  }

  /**
   * Copies bytes of a file to a socket, inside the system. May block on the file, but not on a
   * non-blocking socket.
   *
   * @param target the socket
   * @param descriptor the file
   * @param position the position of the first byte
   * @param count how many bytes at most
   * @return how many bytes, zero at the end of the file, or the negated error number: EAGAIN if the
   *     socket has no room
   */
  public int sendFile(int target, int descriptor, long position, long count) {
    structure.set(JAVA_LONG, 0, position);
    int result;
    do {
      result =
          calls.waiting(
              CallNumbers.SENDFILE,
              target,
              descriptor,
              structure.address(),
              Math.min(count, Sockets.MOST_BYTES),
              0,
              0);
    } while (result == -ErrorNumber.EINTR);
    return result;
  }

  /**
   * Waits until the data written is on the device.
   *
   * @param descriptor the file
   * @param metadata whether to wait also for metadata that is not needed to read the data
   * @return zero, or the negated error number
   */
  public int sync(int descriptor, boolean metadata) {
    long number = metadata ? CallNumbers.FSYNC : CallNumbers.FDATASYNC;
    return calls.restarting(number, descriptor, 0, 0, 0, 0, 0);
  }

  /**
   * Sets the size.
   *
   * @param descriptor the file
   * @param size the size in bytes
   * @return zero, or the negated error number
   */
  public int truncate(int descriptor, long size) {
    return calls.restarting(CallNumbers.FTRUNCATE, descriptor, size, 0, 0, 0, 0);
  }

  /**
   * Returns the size.
   *
   * @param descriptor the file
   * @return the size in bytes, or the negated error number
   */
  public long size(int descriptor) {
    int result = calls.waiting(CallNumbers.FSTAT, descriptor, structure.address(), 0, 0, 0, 0);
    return result < 0 ? result : structure.get(JAVA_LONG, ST_SIZE_OFFSET);
  }

  /**
   * Whether it is a regular file.
   *
   * @param descriptor the file
   * @return whether it is one, and not a directory, pipe or the like
   */
  public boolean isRegular(int descriptor) {
    int result = calls.waiting(CallNumbers.FSTAT, descriptor, structure.address(), 0, 0, 0, 0);
    return result == 0 && (structure.get(JAVA_INT, ST_MODE_OFFSET) & S_IFMT) == S_IFREG;
  }

  /**
   * Returns the permissions of a regular file.
   *
   * @param descriptor the file
   * @return its permissions; -1 if it is not a regular file
   */
  public int permissionsOfRegular(int descriptor) {
    return isRegular(descriptor) ? structure.get(JAVA_INT, ST_MODE_OFFSET) & PERMISSIONS : -1;
  }

  /**
   * Makes a file blocking that was opened {@link #O_NONBLOCK}.
   *
   * @param descriptor the file
   * @param flags the flags that it was opened with
   * @return zero, or the negated error number
   */
  public int letWait(int descriptor, int flags) {
    return calls.brief(CallNumbers.FCNTL, descriptor, F_SETFL, flags & O_APPEND);
  }

  /**
   * Whether its bytes have positions.
   *
   * @param descriptor the file
   * @return false for a FIFO, a terminal and the like
   */
  public boolean hasPositions(int descriptor) {
    return calls.brief(CallNumbers.LSEEK, descriptor, 0, SEEK_CUR) != -ErrorNumber.ESPIPE;
  }

  /**
   * Whether a read would return at once, with bytes, the end, or an error.
   *
   * @param descriptor the file
   * @return whether it would
   */
  public boolean canBeRead(int descriptor) {
    structure.set(JAVA_INT, 0, descriptor);
    structure.set(JAVA_INT, 4, PollCalls.POLLIN);
    structure.set(JAVA_LONG, 8, 0);
    structure.set(JAVA_LONG, 16, 0);
    long noTime = structure.address() + 8;
    return calls.brief(CallNumbers.PPOLL, structure.address(), 1, noTime) > 0;
  }

  /**
   * Reads the next bytes of a file without positions.
   *
   * @param descriptor the file, opened {@link #O_NONBLOCK}
   * @param target where the bytes go: native memory
   * @param length how many bytes at most
   * @return how many bytes, zero at the end, or the negated error number: EAGAIN if there are none
   *     yet
   */
  public int readNext(int descriptor, MemorySegment target, int length) {
    return calls.restarting(CallNumbers.READ, descriptor, target.address(), length, 0, 0, 0);
  }

  /** The kinds of locks, and the release. */
  public enum Locking {
    /** Shared with other shared locks. */
    SHARED(0),
    /** Exclusive. */
    EXCLUSIVE(1),
    /** Releases the lock. */
    NONE(2);

    private final short number;

    Locking(int number) {
      this.number = (short) number;
    }
  }

  /**
   * Takes or releases a lock that belongs to the open file and not to the process, so that other
   * code in this process that opens and closes the same file does not affect it. Never waits for
   * another holder.
   *
   * @param descriptor the file
   * @param locking the kind of lock, or its release
   * @param from the region's first byte
   * @param size how many bytes, 0 for all that follow
   * @return zero, or the negated error number: EAGAIN if another holder has locked a part of it
   */
  public int lock(int descriptor, Locking locking, long from, long size) {
    structure.asSlice(0, FLOCK_BYTES).fill((byte) 0);
    structure.set(JAVA_SHORT, 0, locking.number);
    structure.set(JAVA_INT, 4, 0);
    structure.set(JAVA_LONG, L_START_OFFSET, from);
    structure.set(JAVA_LONG, L_LEN_OFFSET, size);
    return calls.waiting(CallNumbers.FCNTL, descriptor, F_OFD_SETLK, structure.address(), 0, 0, 0);
  }
}
