package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.Beneath;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.CloseFile;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.LockFile;
import dev.gonzo.trap.OpenFile;
import dev.gonzo.trap.PathOf;
import dev.gonzo.trap.ReadAt;
import dev.gonzo.trap.SizeOfFile;
import dev.gonzo.trap.SyncFile;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.TruncateFile;
import dev.gonzo.trap.UnlockFile;
import dev.gonzo.trap.WriteAt;
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
 * <p>{@link #read} and {@link #write} move the file's position, by what they delivered: a cancelled
 * one has not moved it. One task at a time may do so; a second one meets a {@link BusyException},
 * and the first is not disturbed. {@link #readAt} and {@link #writeAt} know no position, and any
 * number of tasks may be at them.
 *
 * <p>A FIFO, a terminal and the like have no positions: {@link #read} and {@link #write} take their
 * bytes in order, and wait for as long as there are none, or is no room. Such a wait holds up only
 * its own task, and can be cancelled. {@link #readAt} and {@link #writeAt} of another place than
 * the next are refused there with a {@link java.nio.file.FileSystemException}. To open a FIFO to
 * write waits for a reader; to open one to read does not wait, but the first read does.
 *
 * <p>For tasks of the kernel that opened it.
 */
public final class AsyncFile implements ByteSource, ByteSink {
  private static final Duration FIRST_LOOK = Duration.ofMillis(1);
  private static final Duration LAST_LOOK = Duration.ofMillis(100);

  private final Path path;
  // What failures name: for a file that is to replace another one, that other one.
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
   * <p>Suspends; a checkpoint. Cancelled, nothing stays open; a file that had to be created is
   * there only if it was opened.
   *
   * @param path where it is
   * @param options as in {@link java.nio.channels.FileChannel#open}, such as those of {@link
   *     java.nio.file.StandardOpenOption}; none to read
   * @return the file; close it
   * @throws java.nio.file.NoSuchFileException if it is not there, and was not to be created
   * @throws java.nio.file.FileAlreadyExistsException if it is there, and was to be new
   * @throws java.nio.file.AccessDeniedException if the program may not
   * @throws dev.gonzo.TooManyOpenFilesException if the system gives out no more
   * @throws IOException if it cannot be opened otherwise
   * @throws IllegalArgumentException if the options exclude each other
   */
  @Async
  public static AsyncFile open(Path path, OpenOption... options) throws IOException {
    return open(path, Set.of(options));
  }

  /**
   * Opens a file, as {@link #open(Path, OpenOption...)} does.
   *
   * @param path where it is
   * @param options as there
   * @param attributes what a file that is created is given, such as its permissions
   * @return the file; close it
   * @throws IOException as there
   */
  @Async
  public static AsyncFile open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return new AsyncFile(
        path, path, Coroutine.trap(new OpenFile(path, Set.copyOf(options), List.of(attributes))));
  }

  /**
   * Opens a file in a tree, by a path that somebody else has chosen, such as the client of a
   * server: never one outside. A path that leads out of the tree, by a symbolic link or by {@code
   * ..}, is refused; links that stay in the tree are followed. Only ordinary files are opened: no
   * directory, FIFO or device.
   *
   * <p>On Linux the system itself sees to that while it opens the file ({@code RESOLVE_BENEATH}).
   * Elsewhere, and before Linux 5.6, it is looked where the path leads, and then that is opened:
   * somebody who may write in the tree can replace a directory by a link in between.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing stays open.
   *
   * @param root the tree
   * @param relative the path from there
   * @param options as for {@link #open(Path, OpenOption...)}; none to read
   * @return the file; close it
   * @throws java.nio.file.AccessDeniedException if the path leads out of the tree, is absolute, or
   *     the program may not
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is no ordinary file, or cannot be opened otherwise
   */
  @Async
  public static AsyncFile openBeneath(Path root, Path relative, OpenOption... options)
      throws IOException {
    if (relative.isAbsolute()) {
      throw new AccessDeniedException(relative.toString(), null, "it is not a path from " + root);
    }
    var all = new LinkedHashSet<OpenOption>(List.of(options));
    all.add(new Beneath(root));
    return open(root.resolve(relative), all);
  }

  /** Opens a file that stands for another one, which its failures name. */
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
      throw naming(meant, path, failure);
    }
  }

  private FileSystemException named(FileSystemException failure) {
    return meant.equals(path) ? failure : naming(meant, path, failure);
  }

  private static FileSystemException naming(Path meant, Path path, FileSystemException failure) {
    var named =
        switch (failure) {
          case AccessDeniedException _ ->
              new AccessDeniedException(meant.toString(), null, "cannot write " + path);
          case NoSuchFileException _ ->
              new NoSuchFileException(meant.toString(), null, "cannot write " + path);
          default ->
              new FileSystemException(
                  meant.toString(), null, failure.getReason() + ", in writing " + path);
        };
    named.initCause(failure);
    return named;
  }

  /** {@return what the kernel knows it by, for traps} */
  public Handle handle() {
    return handle;
  }

  /** {@return where it was opened} */
  public Path path() {
    return path;
  }

  // ---------------------------------------------------------------- at the position

  /** {@return the place of the next byte that {@link #read} reads or {@link #write} writes} */
  public long position() {
    return position;
  }

  /**
   * Moves the position. Where a file was opened to append, {@link #write} does not mind it.
   *
   * @param newPosition from 0; past the end a read tells the end, and a write leaves a gap of zeros
   * @return this file
   * @throws IllegalArgumentException if it is negative
   */
  public AsyncFile position(long newPosition) {
    position = requireNotNegative("a position", newPosition);
    return this;
  }

  /**
   * Reads bytes into the whole buffer, as {@link #read(byte[], int, int)} does.
   *
   * @param buffer whereto
   * @return how many, or -1 at the end
   * @throws IOException as there
   */
  @Async
  public int read(byte[] buffer) throws IOException {
    return read(buffer, 0, buffer.length);
  }

  /**
   * Reads some bytes at the position, and moves it behind them.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has read nothing, and the buffer is untouched.
   *
   * @param buffer whereto
   * @param offset the first place to fill
   * @param length at most how many; with 0 it reads nothing and answers 0
   * @return how many, maybe fewer than there are; -1 at the end of the file
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device has failed, or the file was not opened to read
   * @throws BusyException if another task reads or writes at the position
   * @throws IndexOutOfBoundsException if the buffer has no such part
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
   * Writes some bytes at the position, or at the end of a file that was opened to append, and moves
   * the position by as many.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has written nothing.
   *
   * @param bytes where they are
   * @param offset the first one
   * @param length how many
   * @return how many were written: at least 1, unless none were to be
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device is full or has failed, or the file was not opened to write
   * @throws BusyException if another task reads or writes at the position
   * @throws IndexOutOfBoundsException if the array has no such part
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
   * Writes all bytes, as {@link #writeAll(byte[], int, int)} does.
   *
   * @param bytes what to write
   * @throws IOException as there
   */
  @Override
  @Async
  public void writeAll(byte[] bytes) throws IOException {
    writeAll(bytes, 0, bytes.length);
  }

  /**
   * Writes all bytes at the position, as {@link #write(byte[], int, int)} does again and again.
   *
   * <p>Suspends; a checkpoint. Cancelled or failed half way, {@link #position()} tells how far it
   * came; nothing is written after it has thrown.
   *
   * @param bytes where they are
   * @param offset the first one
   * @param length how many
   * @throws IOException as there
   */
  @Async
  @Override
  public void writeAll(byte[] bytes, int offset, int length) throws IOException {
    int written = 0;
    do {
      written += write(bytes, offset + written, length - written);
    } while (written < length);
  }

  private void begin() {
    if (busy) {
      throw new BusyException(
          "another task reads or writes at the position of "
              + path
              + ": let it finish, or use readAt and writeAt");
    }
    busy = true;
  }

  // ---------------------------------------------------------------- anywhere

  /**
   * Reads some bytes from a place in the file.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has read nothing, and the buffer is untouched.
   *
   * @param from the place of the first byte, from 0
   * @param buffer whereto
   * @param offset the first place to fill
   * @param length at most how many; with 0 it reads nothing and answers 0
   * @return how many, maybe fewer than there are; -1 at the end of the file
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device has failed, or the file was not opened to read
   * @throws IndexOutOfBoundsException if the buffer has no such part
   * @throws IllegalArgumentException if the place is negative
   */
  @Async
  public int readAt(long from, byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    long place = requireNotNegative("a place in a file", from);
    if (length == 0) {
      Coroutine.trap(new Checkpoint());
      return 0;
    }
    return Coroutine.trap(new ReadAt(handle, place, buffer, offset, length));
  }

  /**
   * Writes some bytes at a place in the file; at its end, if it was opened to append.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has written nothing.
   *
   * @param to the place of the first byte, from 0; past the end the gap is filled with zeros
   * @param bytes where they are
   * @param offset the first one
   * @param length how many
   * @return how many were written: at least 1, unless none were to be
   * @throws java.nio.channels.ClosedChannelException if the file is closed
   * @throws IOException if the device is full or has failed, or the file was not opened to write
   * @throws IndexOutOfBoundsException if the array has no such part
   * @throws IllegalArgumentException if the place is negative
   */
  @Async
  public int writeAt(long to, byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long place = requireNotNegative("a place in a file", to);
    if (length == 0) {
      Coroutine.trap(new Checkpoint());
      return 0;
    }
    try {
      return Coroutine.trap(new WriteAt(handle, place, bytes, offset, length));
    } catch (FileSystemException failure) {
      throw named(failure);
    }
  }

  private static long requireNotNegative(String what, long number) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " is 0 or more, got " + number);
    }
    return number;
  }

  // ---------------------------------------------------------------- the whole file

  /**
   * Tells the size. Suspends; a checkpoint.
   *
   * @return in bytes
   * @throws IOException if the file is closed, or the device has failed
   */
  @Async
  public long size() throws IOException {
    return Coroutine.trap(new SizeOfFile(handle));
  }

  /**
   * Cuts the file; one that is not longer stays as it is. A position behind the end moves there.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing is cut.
   *
   * @param size what it has at most afterwards, in bytes, from 0
   * @throws IOException if the file is closed or was not opened to write, or the device has failed
   * @throws IllegalArgumentException if the size is negative
   */
  @Async
  public void truncate(long size) throws IOException {
    Coroutine.trap(new TruncateFile(handle, requireNotNegative("a size", size)));
    position = Math.min(position, size);
  }

  /**
   * Waits until what was written to this file, by whomever, is on its device: then it is there
   * after the program, or the machine, has ended in whatever way. The name of a new file is there
   * when its directory has been {@linkplain Directories#sync synced} too.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing is promised.
   *
   * @throws IOException if the file is closed, or the device has failed; what was written since the
   *     last sync may then be lost, and a second sync does not bring it back
   */
  @Async
  public void sync() throws IOException {
    sync(true);
  }

  /**
   * Does what {@link #sync} does, but for what is not needed to read the bytes, such as times.
   *
   * @throws IOException as there
   */
  @Async
  public void syncData() throws IOException {
    sync(false);
  }

  private void sync(boolean metadata) throws IOException {
    try {
      Coroutine.trap(new SyncFile(handle, metadata));
    } catch (FileSystemException failure) {
      throw named(failure);
    }
  }

  // ---------------------------------------------------------------- locks

  /**
   * Waits until nobody else has a lock on the file, and locks all of it, for this holder alone.
   *
   * @return the lock; close it
   * @throws IOException as {@link #lock(long, long, boolean)} does
   */
  @Async
  public FileLock lock() throws IOException {
    return lock(0, Long.MAX_VALUE, false);
  }

  /**
   * Waits until nobody else has a lock that excludes this one, and locks a region. Programs that do
   * not ask for locks are not hindered. Who waits looks again at growing distances, at most a tenth
   * of a second: there is no queue.
   *
   * <p>Others are other programs, and other tasks, also those of this kernel and those that use
   * this same object: each waits for the other. A task that asks for what it has locked itself, by
   * this object or by another one of the same file, would wait for ever, and is refused. Tasks that
   * wait for each other's locks in a circle are not found out: put {@link Gonzo#timeoutAfter}
   * around where that can be.
   *
   * <p>Suspends; a checkpoint. Cancelled, it holds nothing.
   *
   * @param from the region's first byte, from 0
   * @param size how many bytes, which may lie past the end
   * @param shared whether others may share it; the file is opened to read then, and else to write
   * @return the lock; close it
   * @throws java.nio.channels.NonWritableChannelException if it was not opened to write, and the
   *     lock is not shared
   * @throws java.nio.channels.NonReadableChannelException if it was not opened to read, and the
   *     lock is shared
   * @throws java.nio.channels.OverlappingFileLockException if the calling task itself has a lock
   *     that excludes this one; the cause says which
   * @throws IOException if the file is closed, or has no locks
   */
  @Async
  public FileLock lock(long from, long size, boolean shared) throws IOException {
    Duration pause = FIRST_LOOK;
    while (true) {
      Optional<FileLock> lock = tryLock(from, size, shared);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (pause.equals(FIRST_LOOK)) {
        HeldLocks.refuseOwn(this, from, size, shared);
      }
      Gonzo.sleep(pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LAST_LOOK) < 0 ? longer : LAST_LOOK;
    }
  }

  /**
   * Locks a region if nobody else has a lock that excludes this one.
   *
   * <p>Suspends for the device, but not for other holders; a checkpoint. Cancelled, it holds
   * nothing. The calling task counts as somebody else here, too.
   *
   * @param from the region's first byte, from 0
   * @param size how many bytes, which may lie past the end
   * @param shared whether others may share it; the file is opened to read then, and else to write
   * @return the lock, which is to be closed; empty if somebody else has one
   * @throws IOException if the file is closed, or has no locks
   */
  @Async
  public Optional<FileLock> tryLock(long from, long size, boolean shared) throws IOException {
    requireNotNegative("a place in a file", from);
    requireNotNegative("a size", size);
    if (!Coroutine.trap(new LockFile(handle, from, size, shared))) {
      return Optional.empty();
    }
    var lock = new FileLock(this, from, size, shared);
    locks.add(lock);
    lock.isHeldBy(Gonzo.currentTask());
    return Optional.of(lock);
  }

  void unlock(FileLock lock) {
    if (locks.remove(lock)) {
      lock.isFree();
      Gonzo.withoutCancellation(() -> giveBack(lock));
    }
  }

  /** What tells its file from others, whatever it is called; null where that cannot be told. */
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
   * Closes the file and gives its locks back; other tasks' operations on it that have begun end as
   * they would have. Closing twice is harmless.
   *
   * <p>Async, but no checkpoint; suspends only while locks are given back. Bytes that were written
   * are with the system, not yet on the device: {@link #sync} first, where that matters, and it
   * tells of failures, too, which come too late here.
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
