package dev.gonzo.file;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.report.DoublingPause;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.Beneath;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.LockFile;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.TruncateFile;
import dev.gonzo.trap.FileTrap.UnlockFile;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file.
 *
 * <pre>{@code
 * try (var file = AsyncFile.open(path, READ)) {
 *   var buffer = new byte[65536];
 *   for (int n; (n = file.read(buffer)) > 0; ) digest.update(buffer, 0, n);
 * }
 * }</pre>
 *
 * <p>{@link #read} and {@link #write} advance the file's position by the number of bytes that they
 * return; a cancelled call does not move it. Only one task at a time may use them; a second one
 * gets a {@link BusyException}, and the first is not affected. {@link #readAt} and {@link #writeAt}
 * do not use the position, and any number of tasks may call them at the same time.
 *
 * <p>FIFOs, terminals and similar files have no positions: {@link #read} and {@link #write} handle
 * their bytes in order, and wait while there are none, or there is no room. Such a wait suspends
 * only the calling task, and can be cancelled. On such files {@link #readAt} and {@link #writeAt}
 * throw a {@link java.nio.file.FileSystemException} for any position other than the next one.
 * Opening a FIFO to write waits for a reader; opening one to read does not wait, but the first read
 * does.
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public final class AsyncFile implements ByteSource, ByteSink {
  private static final Duration FIRST_LOOK = Duration.ofMillis(1);
  private static final Duration LAST_LOOK = Duration.ofMillis(100);

  private final Path path;
  // The path that exceptions name: for a replacement file, the path of the file to be replaced.
  private final Path meant;
  private final Handle handle;
  private final Set<FileLock> locks = new LinkedHashSet<>();
  private long position;
  private boolean busy;

  private AsyncFile(Path path, Path meant, Handle handle) {
    this.path = path;
    this.meant = meant;
    this.handle = handle;
  }

  /**
   * Opens a file.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open; a new file was created only
   * if it was also opened.
   *
   * @param path the path
   * @param options the same as for {@link java.nio.channels.FileChannel#open}, such as those of
   *     {@link java.nio.file.StandardOpenOption}; none to read
   * @return the file; close it
   * @throws java.nio.file.NoSuchFileException if it does not exist, and the options do not create
   *     it
   * @throws java.nio.file.FileAlreadyExistsException if it exists, and the options require a new
   *     file
   * @throws java.nio.file.AccessDeniedException if the program has no permission
   * @throws dev.gonzo.TooManyOpenFilesException if no file descriptors are left
   * @throws IOException if it cannot be opened for another reason
   * @throws IllegalArgumentException if the options exclude each other
   */
  @Async
  public static AsyncFile open(Path path, OpenOption... options) throws IOException {
    return open(path, Set.copyOf(List.of(options)));
  }

  /**
   * Equivalent to {@link #open(Path, OpenOption...)}, with attributes for a new file.
   *
   * @param path the path
   * @param options the same as for {@link #open(Path, OpenOption...)}
   * @param attributes the attributes of a file that is created, such as its permissions
   * @return the file; close it
   * @throws IOException if it cannot be opened
   */
  @Async
  public static AsyncFile open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return new AsyncFile(
        path, path, Coroutine.trap(new OpenFile(path, Set.copyOf(options), List.of(attributes))));
  }

  /**
   * Opens a file in a directory tree by an untrusted path, for example one from the client of a
   * server. A path that leads out of the tree, through a symbolic link or {@code ..}, is refused;
   * links that stay inside the tree are followed. Only regular files are opened, no directories,
   * FIFOs or devices.
   *
   * <p>On Linux the operating system ensures that while it opens the file ({@code
   * RESOLVE_BENEATH}). On other systems, and before Linux 5.6, the path is checked first and then
   * opened, so another program that can write to the tree could replace a directory with a link in
   * between.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param root the root of the tree
   * @param relative the path, relative to the root
   * @param options the same as for {@link #open(Path, OpenOption...)}; none to read
   * @return the file; close it
   * @throws java.nio.file.AccessDeniedException if the path leads out of the tree or is absolute,
   *     or the program has no permission
   * @throws NoSuchFileException if the file does not exist
   * @throws IOException if it is not a regular file, or cannot be opened for another reason
   */
  @Async
  public static AsyncFile openBeneath(Path root, Path relative, OpenOption... options)
      throws IOException {
    if (relative.isAbsolute()) {
      throw new AccessDeniedException(
          relative.toString(), null, "the path must be relative to " + root);
    }
    var all = new LinkedHashSet<OpenOption>(List.of(options));
    all.add(new Beneath(root));
    return open(root.resolve(relative), all);
  }

  /** The file of a handle that is open already. */
  static AsyncFile of(Path path, Handle handle) {
    return new AsyncFile(path, path, handle);
  }

  /** Opens a replacement file; its exceptions name the file to be replaced. */
  @Async
  static AsyncFile openFor(
      Path meant, Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try {
      return new AsyncFile(
          path,
          meant,
          Coroutine.trap(new OpenFile(path, Set.copyOf(options), List.of(attributes))));
    } catch (FileAlreadyExistsException another) {
      throw another;
    } catch (FileSystemException failure) {
      throw Renaming.meaning(meant, path, failure);
    }
  }

  /**
   * Converts a failure of this file to one that names the path that the user knows: not a
   * descriptor, and for a replacement file, the path of the file to be replaced.
   */
  FileSystemException named(FileSystemException failure) {
    return Renaming.meaning(meant, path, failure);
  }

  private <R extends @Nullable Object> R perform(FileTrap<R> trap) throws IOException {
    try {
      return Coroutine.trap(trap);
    } catch (FileSystemException failure) {
      throw named(failure);
    }
  }

  /** {@return the kernel's handle for it, for traps} */
  public Handle handle() {
    return handle;
  }

  /** {@return the path with which it was opened} */
  public Path path() {
    return path;
  }

  // ---------------------------------------------------------------- at the position

  /** {@return the position of the next byte that {@link #read} reads or {@link #write} writes} */
  public long position() {
    return position;
  }

  /**
   * Sets the position. If the file was opened to append, {@link #write} ignores it.
   *
   * @param newPosition 0 or more; beyond the end of the file, a read returns -1, and a write fills
   *     the gap with zeros
   * @return this file
   * @throws IllegalArgumentException if the position is negative
   */
  public AsyncFile position(long newPosition) {
    position = requireNotNegative("a position", newPosition);
    return this;
  }

  /**
   * Reads bytes at the position, and advances the position.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has read nothing, and the buffer is
   * unchanged.
   *
   * @param buffer where the bytes go
   * @param offset the index of the first byte to fill
   * @param length the greatest number of bytes; with 0 it reads nothing and returns 0
   * @return the number of bytes, which may be smaller than {@code length}; -1 at the end of the
   *     file
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device has failed, or the file was not opened for reading
   * @throws BusyException if another task is reading or writing at the position
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    begin();
    try {
      int count = readAt(position, buffer, offset, length);
      position += Math.max(count, 0);
      return count;
    } finally {
      busy = false;
    }
  }

  /**
   * Writes bytes at the position, or at the end of a file that was opened to append, and advances
   * the position by their number.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has written nothing.
   *
   * @param bytes the array with the bytes
   * @param offset the index of the first byte
   * @param length the number of bytes
   * @return the number of bytes written, at least 1 unless {@code length} is 0
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device is full or has failed, or the file was not opened for writing
   * @throws BusyException if another task is reading or writing at the position
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    begin();
    try {
      int count = writeAt(position, bytes, offset, length);
      position += count;
      return count;
    } finally {
      busy = false;
    }
  }

  /**
   * Equivalent to {@link #writeAll(byte[], int, int)}, with the whole array.
   *
   * @param bytes the bytes to write
   * @throws IOException if it cannot be written
   */
  @Override
  @Async
  public void writeAll(byte[] bytes) throws IOException {
    writeAll(bytes, 0, bytes.length);
  }

  /**
   * Writes all bytes at the position, with repeated calls of {@link #write(byte[], int, int)}.
   *
   * <p>Suspends; a checkpoint. If it is cancelled or fails half way, {@link #position()} and a
   * {@link dev.gonzo.stream.PartialTransferException} show how much was written; nothing more is
   * written after that.
   *
   * @param bytes the array with the bytes
   * @param offset the index of the first byte
   * @param length the number of bytes
   * @throws IOException if it cannot be written
   */
  @Async
  @Override
  public void writeAll(byte[] bytes, int offset, int length) throws IOException {
    ByteSink.super.writeAll(bytes, offset, length);
  }

  private void begin() {
    if (busy) {
      throw new BusyException(
          "another task is reading or writing at the position of "
              + path
              + ": wait for its end, or use readAt and writeAt");
    }
    busy = true;
  }

  // ---------------------------------------------------------------- anywhere

  /**
   * Reads bytes from a given position in the file.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has read nothing, and the buffer is
   * unchanged.
   *
   * @param from the position of the first byte, 0 or more
   * @param buffer where the bytes go
   * @param offset the index of the first byte to fill
   * @param length the greatest number of bytes; with 0 it reads nothing and returns 0
   * @return the number of bytes, which may be smaller than {@code length}; -1 at the end of the
   *     file
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device has failed, or the file was not opened for reading
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   * @throws IllegalArgumentException if the position is negative
   */
  @Async
  public int readAt(long from, byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    long place = requireNotNegative("a position in a file", from);
    if (length == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    return perform(new ReadAt(handle, place, buffer, offset, length));
  }

  /**
   * Writes bytes at a given position in the file, or at its end if it was opened to append.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has written nothing.
   *
   * @param to the position of the first byte, 0 or more; beyond the end, the gap is filled with
   *     zeros
   * @param bytes the array with the bytes
   * @param offset the index of the first byte
   * @param length the number of bytes
   * @return the number of bytes written, at least 1 unless {@code length} is 0
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device is full or has failed, or the file was not opened for writing
   * @throws IndexOutOfBoundsException if the range is not within the array
   * @throws IllegalArgumentException if the position is negative
   */
  @Async
  public int writeAt(long to, byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long place = requireNotNegative("a position in a file", to);
    if (length == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    return perform(new WriteAt(handle, place, bytes, offset, length));
  }

  private static long requireNotNegative(String what, long number) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " must be at least 0, got " + number);
    }
    return number;
  }

  // ---------------------------------------------------------------- the whole file

  /**
   * Returns the size of the file. Suspends; a checkpoint.
   *
   * @return the size in bytes
   * @throws IOException if the file is closed, or the device has failed
   */
  @Async
  public long size() throws IOException {
    return perform(new SizeOfFile(handle));
  }

  /**
   * Truncates the file. Without effect on a file that is not longer. A position beyond the new end
   * moves there.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the file is unchanged.
   *
   * @param size the new size in bytes, 0 or more
   * @throws IOException if the file is closed or was not opened for writing, or the device has
   *     failed
   * @throws IllegalArgumentException if the size is negative
   */
  @Async
  public void truncate(long size) throws IOException {
    perform(new TruncateFile(handle, requireNotNegative("a size", size)));
    position = Math.min(position, size);
  }

  /**
   * Waits until everything that any program has written to this file is on its device, so that it
   * survives a crash of the program or the machine. The name of a new file survives only after its
   * directory has been {@linkplain Directories#sync synced} too.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, there is no guarantee.
   *
   * @throws IOException if the file is closed, or the device has failed; then data written since
   *     the last sync may be lost, and another sync does not restore it
   */
  @Async
  public void sync() throws IOException {
    sync(true);
  }

  /**
   * Like {@link #sync}, but leaves out metadata that is not needed to read the bytes, such as
   * times.
   *
   * @throws IOException if the file is closed, or the device has failed
   */
  @Async
  public void syncData() throws IOException {
    sync(false);
  }

  private void sync(boolean metadata) throws IOException {
    perform(new SyncFile(handle, metadata));
  }

  // ---------------------------------------------------------------- locks

  /**
   * Locks the whole file exclusively. Waits while there are other locks on it.
   *
   * @return the lock; close it
   * @throws IOException if the file is closed, or does not support locks
   */
  @Async
  public FileLock lock() throws IOException {
    return lock(0, Long.MAX_VALUE, false);
  }

  /**
   * Locks a region of the file. Waits while there are other locks that conflict with it. Locks are
   * advisory: they do not affect programs that use none. There is no queue: a waiting task retries
   * after growing pauses of up to 100 ms.
   *
   * <p>Locks of other programs and of other tasks conflict, including tasks of this kernel and
   * tasks that use this object. If the calling task itself holds a conflicting lock, through this
   * object or another one of the same file, it would wait for ever, so an exception is thrown.
   * Tasks that wait for each other's file locks are not detected as a deadlock: use {@link
   * Gonzo#timeoutAfter} if that can happen.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it holds no lock.
   *
   * @param from the position of the region's first byte, 0 or more
   * @param size the size of the region in bytes, which may extend beyond the end; 0 for all bytes
   *     that follow
   * @param shared whether the lock is shared, which needs a file opened for reading; an exclusive
   *     lock needs one opened for writing
   * @return the lock; close it
   * @throws java.nio.channels.NonWritableChannelException if the lock is exclusive, and the file
   *     was not opened for writing
   * @throws java.nio.channels.NonReadableChannelException if the lock is shared, and the file was
   *     not opened for reading
   * @throws java.nio.channels.OverlappingFileLockException if the calling task itself holds a
   *     conflicting lock, which the cause describes
   * @throws IOException if the file is closed, or does not support locks
   */
  @Async
  public FileLock lock(long from, long size, boolean shared) throws IOException {
    LockFile asked = locking(from, size, shared);
    Optional<FileLock> lock = tryLock(asked);
    if (lock.isEmpty()) {
      HeldLocks.refuseOwn(this, from, asked.size(), shared);
    }
    var pause = new DoublingPause(FIRST_LOOK, LAST_LOOK);
    while (lock.isEmpty()) {
      Gonzo.sleep(pause.next());
      lock = tryLock(asked);
    }
    return lock.get();
  }

  /**
   * Locks a region of the file if no other lock conflicts with it.
   *
   * <p>Suspends for the device, but does not wait for other locks; a checkpoint. If it is
   * cancelled, it holds no lock. A lock of the calling task conflicts too.
   *
   * @param from the position of the region's first byte, 0 or more
   * @param size the size of the region in bytes, which may extend beyond the end; 0 for all bytes
   *     that follow
   * @param shared whether the lock is shared, which needs a file opened for reading; an exclusive
   *     lock needs one opened for writing
   * @return the lock, which must be closed; empty if there is a conflicting lock
   * @throws IOException if the file is closed, or does not support locks
   */
  @Async
  public Optional<FileLock> tryLock(long from, long size, boolean shared) throws IOException {
    return tryLock(locking(from, size, shared));
  }

  private LockFile locking(long from, long size, boolean shared) {
    requireNotNegative("a position in a file", from);
    requireNotNegative("a size", size);
    return new LockFile(handle, from, size, shared);
  }

  private Optional<FileLock> tryLock(LockFile asked) throws IOException {
    if (!perform(asked)) {
      return Optional.empty();
    }
    var lock = new FileLock(this, asked.position(), asked.size(), asked.shared());
    locks.add(lock);
    lock.isHeldBy(Task.current());
    return Optional.of(lock);
  }

  void unlock(FileLock lock) {
    if (locks.remove(lock)) {
      lock.isFree();
      Gonzo.withoutCancellation(() -> giveBack(lock));
    }
  }

  /** The identity of its file, independent of its name; null if the system has none. */
  @Nullable Object key() throws IOException {
    Path now = Coroutine.trap(new PathOf(handle));
    return AsyncFiles.readAttributes(now, BasicFileAttributes.class).fileKey();
  }

  private void giveBack(FileLock lock) {
    try {
      Coroutine.trap(new UnlockFile(handle, lock.position(), lock.size()));
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException("cannot unlock " + path, failure);
    }
  }

  /**
   * Closes the file, and releases its locks. Operations of other tasks on it that have begun
   * complete normally. Closing twice is harmless.
   *
   * <p>Async, but no checkpoint; suspends only while locks are released, and for a file of another
   * file system, such as a zip, until its contents are complete. The operating system has the bytes
   * that were written, but they may not be on the device yet. Where that matters, call {@link
   * #sync} first, which also reports write failures; here it would be too late.
   */
  @Async
  @Override
  public void close() {
    try {
      while (!locks.isEmpty()) {
        unlock(locks.iterator().next());
      }
    } finally {
      Trap<@Nullable Void> close = new CloseFile(handle); // never fails
      Coroutine.trap(close);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
