package dev.gonzo.trap;

import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files and directories.
 *
 * @param <R> the type of the answer
 */
public sealed interface FileTrap<R extends @Nullable Object> extends Trap<R> {
  /**
   * Resolves a path against the working directory of the process. The file need not exist, and no
   * file system is accessed. Never suspends; not a checkpoint.
   *
   * @param path the path
   */
  record AbsolutePath(Path path) implements FileTrap<Path>, NoCheckpoint {}

  /**
   * Closes a file, a directory or a watch. Operations on it that have begun complete normally; its
   * locks are released. Closing twice is harmless. Not a checkpoint: a clean-up that only closes is
   * never cut short. Never suspends, and a thread closes the descriptor soon afterwards; but for a
   * file of another file system, such as a zip, it suspends until the file is closed, because only
   * then its contents are complete.
   *
   * @param handle the file, directory or watch
   */
  record CloseFile(Handle handle) implements FileTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Tries to lock a region of a file against other programs, and against other holders in this one.
   * Answers false, without waiting, if any part of it is already locked.
   *
   * @param file a file opened for writing; for a shared lock, opened for reading
   * @param position the position of the region's first byte, 0 or more
   * @param size the size of the region, which may lie past the end of the file; 0 for all bytes
   *     that follow
   * @param shared whether others may hold shared locks on it too
   */
  record LockFile(Handle file, long position, long size, boolean shared)
      implements FileTrap<Boolean> {
    /** Replaces a size of 0 by the number of bytes that follow. */
    public LockFile {
      size = bytes(position, size);
    }

    static long bytes(long position, long size) {
      return size == 0 ? Long.MAX_VALUE - position : size;
    }
  }

  /**
   * Copies the contents and the permissions of a small regular file to a path at which there is
   * nothing, in one piece. Answers whether it did; false, and then nothing has changed, if the file
   * must be copied in steps: it is larger than the kernel copies in one piece, or is not a regular
   * file, or cannot be opened, or the target exists. A kernel may answer false always.
   *
   * @param source the path of the file
   * @param target the path of the copy
   * @param followLinks whether a link at the end of the source is followed, or must be copied in
   *     steps
   */
  record CopyFile(Path source, Path target, boolean followLinks) implements FileTrap<Boolean> {}

  /**
   * Creates a directory in a parent that exists.
   *
   * @param path the path of the directory
   * @param attributes attributes to create it with, such as its permissions
   */
  record MakeDirectory(Path path, List<FileAttribute<?>> attributes)
      implements FileTrap<@Nullable Void> {}

  /**
   * Creates a symbolic or a hard link.
   *
   * @param link the path of the link
   * @param target what it points to; the target of a symbolic link need not exist, and is stored as
   *     given
   * @param symbolic whether to create a symbolic link, or a hard link: another name of the same
   *     file
   */
  record MakeLink(Path link, Path target, boolean symbolic) implements FileTrap<@Nullable Void> {}

  /**
   * Creates an empty file or directory with a new, unique name, accessible to its owner only.
   * Answers its path.
   *
   * @param parent the directory to create it in; null for the system's directory for temporary
   *     files
   * @param prefix the beginning of its name
   * @param suffix the end of the name, for a file
   * @param directory whether to create a directory
   */
  record MakeTemporary(@Nullable Path parent, String prefix, String suffix, boolean directory)
      implements FileTrap<Path> {}

  /**
   * Opens a directory, to read its entries page by page. {@link CloseFile} closes it.
   *
   * @param path the path of the directory
   * @param followLinks whether a link at the end of the path is followed, or refused
   */
  record OpenDirectory(Path path, boolean followLinks) implements FileTrap<Handle> {
    /**
     * Equivalent to {@code OpenDirectory(path, true)}.
     *
     * @param path the path of the directory
     */
    public OpenDirectory(Path path) {
      this(path, true);
    }
  }

  /**
   * Opens a file. {@link CloseFile} closes it. If it is cancelled, nothing stays open; a file that
   * it had to create exists only if it was opened.
   *
   * @param path the path of the file
   * @param options as in {@link java.nio.channels.FileChannel#open}; empty to read
   * @param attributes attributes to create a new file with, such as its permissions
   */
  record OpenFile(Path path, Set<OpenOption> options, List<FileAttribute<?>> attributes)
      implements FileTrap<Handle> {}

  /**
   * Starts watching the entries of a directory, but not of its subdirectories. {@link CloseFile}
   * closes the watch.
   *
   * @param directory the directory
   * @param kinds the kinds of events, of {@link java.nio.file.StandardWatchEventKinds}, at least
   *     one
   */
  record OpenWatch(Path directory, Set<WatchEvent.Kind<?>> kinds) implements FileTrap<Handle> {}

  /**
   * Answers a path to an open file or directory itself, even if it or a directory above it is
   * renamed. Names resolved against the path of a directory are looked up in that directory, so no
   * link swapped in above it is followed, and no path becomes too long.
   *
   * <p>The path is valid in this process until the handle is closed; after that it may lead to
   * something else. A kernel without such paths answers the path that the handle was opened with.
   * Never suspends; not a checkpoint.
   *
   * @param handle an open file or directory
   */
  record PathOf(Handle handle) implements FileTrap<Path>, NoCheckpoint {}

  /**
   * Reads bytes at a position of a file into the buffer. Answers how many, at least 1, or -1 at the
   * end of the file. If it is cancelled, the buffer is not written to, then or later: a thread that
   * is still reading reads into memory of its own.
   *
   * @param file a file opened for reading
   * @param position the position of the first byte, 0 or more
   * @param buffer where the bytes go
   * @param offset the index of the first byte there
   * @param length how many bytes at most, at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
  record ReadAt(Handle file, long position, byte[] buffer, int offset, int length)
      implements FileTrap<Integer> {}

  /**
   * Reads the attributes of a file: its type, size, times and so on.
   *
   * @param path the path of the file
   * @param type the type of the attributes, as in {@link java.nio.file.Files#readAttributes}
   * @param followLinks whether a link is followed, or its own attributes are read
   * @param <A> the type of the attributes
   */
  record ReadAttributes<A extends BasicFileAttributes>(
      Path path, Class<A> type, boolean followLinks) implements FileTrap<A> {}

  /**
   * Reads the next entries of a directory, in the system's order, without "." and "..". Answers an
   * empty list at the end. A read that has begun is not interrupted by a cancellation: it is
   * answered, and the cancellation waits for the next checkpoint.
   *
   * @param directory an open directory
   * @param most how many entries at most, at least 1
   * @param attributes whether to read the attributes of each entry too, without following links; an
   *     entry that is gone by then is left out
   */
  record ReadDirectory(Handle directory, int most, boolean attributes)
      implements FileTrap<List<DirectoryEntry>> {}

  /**
   * Reads the target of a symbolic link, which need not exist.
   *
   * @param link the link
   */
  record ReadLink(Path link) implements FileTrap<Path> {}

  /**
   * Reads attributes of a file by their names.
   *
   * @param path the path of the file
   * @param names their names, as in {@link java.nio.file.Files#readAttributes(Path, String,
   *     java.nio.file.LinkOption...)}: {@code "unix:mode"}, {@code "posix:owner,group"}, {@code
   *     "user:*"}
   * @param followLinks whether a link is followed, or its own attributes are read
   */
  record ReadNamedAttributes(Path path, String names, boolean followLinks)
      implements FileTrap<Map<String, Object>> {}

  /**
   * Opens a file; reads it to its end, if it is small, closes it, and passes its contents to a
   * function in the same thread, outside the kernel. Answers what the function has returned; or the
   * open file, of which nothing was read, if it must be read in steps, because it is larger than
   * the caller allows or than the kernel reads at once, or has no positions. A kernel may answer
   * each file in this way.
   *
   * <p>If it is cancelled, the function is not called, and nothing stays open. A function that has
   * begun is waited for: its result is the answer, and the cancellation waits for the next
   * checkpoint.
   *
   * @param path the path of the file
   * @param most how many bytes the file may have to be read at once
   * @param function receives the contents; must not make traps
   * @param <T> the type of its result
   */
  record ReadWhole<T extends @Nullable Object>(
      Path path, int most, Function<? super byte[], ? extends T> function)
      implements FileTrap<WholeRead<T>> {}

  /**
   * Removes a file, a link, or an empty directory.
   *
   * @param path the path to remove
   */
  record RemovePath(Path path) implements FileTrap<@Nullable Void> {}

  /**
   * Renames a file, a link or a directory within one device, atomically: no other program sees it
   * under both names or under neither.
   *
   * @param source its present path
   * @param target its new path
   * @param replace whether to replace a file at the new path in the same step; if not, the renaming
   *     is refused
   */
  record RenamePath(Path source, Path target, boolean replace)
      implements FileTrap<@Nullable Void> {}

  /**
   * Sets one attribute of a file.
   *
   * @param path the path of the file
   * @param attribute the name of the attribute, as in {@link java.nio.file.Files#setAttribute}:
   *     {@code "posix:permissions"}
   * @param value its new value; null where the attribute can be null
   * @param followLinks whether a link is followed, or is itself changed
   */
  record SetAttribute(Path path, String attribute, @Nullable Object value, boolean followLinks)
      implements FileTrap<@Nullable Void> {}

  /**
   * Reads the size of an open file.
   *
   * @param file an open file
   */
  record SizeOfFile(Handle file) implements FileTrap<Long> {}

  /**
   * Suspends until the data written to a file is on its device. If it is cancelled, the data may be
   * there or not.
   *
   * @param file an open file; or a directory opened for reading, to sync the names in it
   * @param metadata whether its metadata, such as its times, must be on the device too
   */
  record SyncFile(Handle file, boolean metadata) implements FileTrap<@Nullable Void> {}

  /**
   * Suspends until there are events in a watched directory, and takes all of them. If too much has
   * happened since the last call, or events were lost, there is an event of kind {@link
   * java.nio.file.StandardWatchEventKinds#OVERFLOW}. Answers an empty list when the directory is
   * gone. Events that arrive after a cancellation are kept for the next call. Only one task may
   * wait at a time.
   *
   * @param watch an open watch
   */
  record TakeWatchEvents(Handle watch) implements FileTrap<List<WatchEvent<?>>> {}

  /**
   * Truncates a file to a size. A file that is not longer is unchanged.
   *
   * @param file a file opened for writing
   * @param size the new size in bytes, 0 or more
   */
  record TruncateFile(Handle file, long size) implements FileTrap<@Nullable Void> {}

  /**
   * Releases the lock of a region. It is not an error if the lock is not held.
   *
   * @param file the file that was locked
   * @param position the position that was locked
   * @param size the size that was locked
   */
  record UnlockFile(Handle file, long position, long size) implements FileTrap<@Nullable Void> {
    /** Replaces a size of 0, as {@link LockFile} does. */
    public UnlockFile {
      size = LockFile.bytes(position, size);
    }
  }

  /**
   * Writes bytes at a position of a file, or at its end if it was opened to append. Answers how
   * many, at least 1, maybe fewer than offered. A write that has begun is not interrupted by a
   * cancellation: it is answered, and the cancellation waits for the next checkpoint.
   *
   * @param file a file opened for writing
   * @param position the position of the first byte, 0 or more; a gap past the end is filled with
   *     zeros
   * @param buffer where the bytes are
   * @param offset the index of the first of them
   * @param length how many bytes, at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
  record WriteAt(Handle file, long position, byte[] buffer, int offset, int length)
      implements FileTrap<Integer> {}

  /**
   * Opens a file, writes bytes to it, if they are few, and closes it. Answers nothing if it did; or
   * the open file, to which nothing was written, if it must be written in steps, because there are
   * more bytes than the kernel writes at once, or it has no positions. A kernel may answer each
   * file in this way. If it fails, the file may have a part of the bytes.
   *
   * @param path the path of the file
   * @param options as for {@link OpenFile}, one of which opens it for writing
   * @param bytes the bytes, which must not change before the answer
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's array, compared by identity
  record WriteWhole(Path path, Set<OpenOption> options, byte[] bytes)
      implements FileTrap<Optional<Handle>> {}

  /**
   * How a {@link ReadWhole} was answered.
   *
   * @param <T> the type of the function's result
   */
  sealed interface WholeRead<T extends @Nullable Object> {
    /**
     * The function was called, and the file is closed.
     *
     * @param value what the function has returned
     * @param <T> the type of the function's result
     */
    record Done<T extends @Nullable Object>(T value) implements WholeRead<T> {}

    /**
     * Nothing was read, and the file is open.
     *
     * @param file the file; the caller has to close it
     * @param <T> the type of the function's result
     */
    record InSteps<T extends @Nullable Object>(Handle file) implements WholeRead<T> {}
  }

  /**
   * An entry of a directory.
   *
   * @param path the path of the directory, followed by the entry's name
   * @param attributes its attributes, without following a link; empty if they were not requested
   */
  record DirectoryEntry(Path path, Optional<BasicFileAttributes> attributes) {}
}
