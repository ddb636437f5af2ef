package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.SyncFunction;
import dev.gonzo.trap.FileTrap.MakeLink;
import dev.gonzo.trap.FileTrap.MakeTemporary;
import dev.gonzo.trap.FileTrap.ReadAttributes;
import dev.gonzo.trap.FileTrap.ReadLink;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.FileTrap.SetAttribute;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Async versions of the methods of {@link java.nio.file.Files} for whole files and their names.
 * They throw the same exceptions.
 *
 * <p>Each method suspends, and is a checkpoint. The description of the package {@code
 * dev.gonzo.file} says what a cancelled call leaves behind.
 */
public final class AsyncFiles {
  private AsyncFiles() {}

  // ---------------------------------------------------------------- contents

  /**
   * Reads a whole file.
   *
   * @param path the path
   * @return its bytes
   * @throws IOException if it cannot be read
   * @throws OutOfMemoryError if it is larger than an array can be
   */
  @Async
  public static byte[] readAllBytes(Path path) throws IOException {
    return readAllBytes(path, WholeFile.LARGEST);
  }

  /**
   * Reads a whole file up to a limit.
   *
   * @param path the path
   * @param most the limit in bytes
   * @return its bytes
   * @throws IOException if it cannot be read, or is larger than the limit
   */
  @Async
  public static byte[] readAllBytes(Path path, int most) throws IOException {
    return WholeFile.read(path, most);
  }

  /**
   * Reads a whole file up to a limit, and passes its contents to a function, such as one that
   * computes a digest, in a thread outside the kernel.
   *
   * <pre>{@code
   * byte[] digest = AsyncFiles.withBytes(path, LIMIT, bytes -> sha256().digest(bytes));
   * }</pre>
   *
   * <p>A small regular file is read, and the function called, in one visit to a thread. Use {@link
   * dev.gonzo.Gonzo#runInThread} for what takes much longer than reading a file, because few
   * threads serve the files of a kernel. If it is cancelled before the function is called, the
   * function is not called; a function that has begun is waited for, and its result returned.
   *
   * @param path the path
   * @param most the limit in bytes
   * @param function the function, which owns the array; must not call async methods
   * @param <T> the type of its result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the function throws it; a {@link dev.gonzo.Cancelled} as the cause of a {@link
   *     dev.gonzo.TaskFailedException}
   * @throws IOException if the file cannot be read, or is larger than the limit
   * @throws dev.gonzo.OutsideKernelException if the function calls an async method
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T withBytes(
      Path path,
      int most,
      @Elsewhere SyncFunction<? super byte[], ? extends T, ? extends X> function)
      throws IOException, X {
    return WholeFile.apply(path, most, function);
  }

  /**
   * Reads a whole text file in UTF-8.
   *
   * @param path the path
   * @return the text
   * @throws java.nio.charset.CharacterCodingException if it is not valid in this charset
   * @throws IOException if it cannot be read
   */
  @Async
  public static String readString(Path path) throws IOException {
    return readString(path, StandardCharsets.UTF_8);
  }

  /**
   * Reads a whole text file.
   *
   * @param path the path
   * @param charset the charset of the file
   * @return the text
   * @throws java.nio.charset.CharacterCodingException if it is not valid in this charset
   * @throws IOException if it cannot be read
   */
  @Async
  public static String readString(Path path, Charset charset) throws IOException {
    return charset.newDecoder().decode(ByteBuffer.wrap(readAllBytes(path))).toString();
  }

  /**
   * Writes the whole contents of a file. If it fails, or is cancelled while it writes more than
   * some 100 KiB, the file may have a part of the bytes: where that matters, use {@link #replace}.
   *
   * @param path the path
   * @param bytes the bytes to write
   * @param options the same as for {@link AsyncFile#open}; if there are none, the file is created
   *     or truncated
   * @return the path
   * @throws IOException if it cannot be written
   */
  @Async
  public static Path write(Path path, byte[] bytes, OpenOption... options) throws IOException {
    WholeFile.write(path, bytes, WholeFile.toWrite(options));
    return path;
  }

  /**
   * Writes a text file in UTF-8. Equivalent to {@link #write} with the encoded text.
   *
   * @param path the path
   * @param text the text to write
   * @param options the same as for {@link #write}
   * @return the path
   * @throws java.nio.charset.CharacterCodingException if it has a half of a surrogate pair without
   *     the other; nothing is written
   * @throws IOException if it cannot be written
   */
  @Async
  public static Path writeString(Path path, CharSequence text, OpenOption... options)
      throws IOException {
    return write(path, WholeFile.encode(text), options);
  }

  /**
   * Replaces the contents of a file atomically. The file has either the old or the complete new
   * contents, for other programs that read it at the same time, and even after a crash of the
   * program or the machine. When this method returns, the new contents are on the device. If it is
   * cancelled before that, the file is unchanged. In a directory that this program may not list, a
   * crash of the machine can bring back the old contents: see {@link Replacement#commit}.
   *
   * @param path the path; a link at this path is replaced, not followed
   * @param bytes the new contents
   * @throws IOException if that fails; then the file is unchanged
   */
  @Async
  public static void replace(Path path, byte[] bytes) throws IOException {
    try (var replacement = Replacement.open(path)) {
      replacement.file().writeAll(bytes);
      replacement.commit();
    }
  }

  // ---------------------------------------------------------------- what it is

  /**
   * Reads the attributes of a file: its kind, size, times and others.
   *
   * @param path the path
   * @param type the type of attributes
   * @param options {@link LinkOption#NOFOLLOW_LINKS} for the attributes of a link itself
   * @param <A> the type of attributes
   * @return the current attributes
   * @throws NoSuchFileException if it does not exist
   * @throws IOException if the attributes cannot be read
   * @throws UnsupportedOperationException if the file system does not support this type of
   *     attributes
   */
  @Async
  public static <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Coroutine.trap(new ReadAttributes<>(path, type, follows(options)));
  }

  static boolean follows(CopyOption... options) {
    return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
  }

  static @Nullable BasicFileAttributes attributesOrNull(Path path, LinkOption... options) {
    try {
      return readAttributes(path, BasicFileAttributes.class, options);
    } catch (IOException absentOrHidden) {
      return null;
    }
  }

  /**
   * Checks whether a file, directory or other entry exists.
   *
   * @param path the path
   * @param options {@link LinkOption#NOFOLLOW_LINKS} not to follow a link; then a dangling link
   *     exists too
   * @return false also if that cannot be determined
   */
  @Async
  public static boolean exists(Path path, LinkOption... options) {
    return attributesOrNull(path, options) != null;
  }

  /**
   * Checks whether a path is a directory.
   *
   * @param path the path
   * @param options {@link LinkOption#NOFOLLOW_LINKS} not to follow a link
   * @return false also if that cannot be determined
   */
  @Async
  public static boolean isDirectory(Path path, LinkOption... options) {
    BasicFileAttributes attributes = attributesOrNull(path, options);
    return attributes != null && attributes.isDirectory();
  }

  /**
   * Checks whether a path is a regular file.
   *
   * @param path the path
   * @param options {@link LinkOption#NOFOLLOW_LINKS} not to follow a link
   * @return false also if that cannot be determined
   */
  @Async
  public static boolean isRegularFile(Path path, LinkOption... options) {
    BasicFileAttributes attributes = attributesOrNull(path, options);
    return attributes != null && attributes.isRegularFile();
  }

  /**
   * Checks whether a path is a symbolic link.
   *
   * @param path the path
   * @return false also if that cannot be determined
   */
  @Async
  public static boolean isSymbolicLink(Path path) {
    BasicFileAttributes attributes = attributesOrNull(path, LinkOption.NOFOLLOW_LINKS);
    return attributes != null && attributes.isSymbolicLink();
  }

  /**
   * Returns the size of a file.
   *
   * @param path the path
   * @return the size in bytes
   * @throws IOException if that cannot be determined
   */
  @Async
  public static long size(Path path) throws IOException {
    return readAttributes(path, BasicFileAttributes.class).size();
  }

  /**
   * Returns the last modification time of a file.
   *
   * @param path the path
   * @param options {@link LinkOption#NOFOLLOW_LINKS} not to follow a link
   * @return the time by the file system's clock
   * @throws IOException if that cannot be determined
   */
  @Async
  public static FileTime getLastModifiedTime(Path path, LinkOption... options) throws IOException {
    return readAttributes(path, BasicFileAttributes.class, options).lastModifiedTime();
  }

  /**
   * Sets the last modification time of a file.
   *
   * @param path the path
   * @param time the time by the file system's clock
   * @return the path
   * @throws IOException if the program has no permission, or the file does not exist
   */
  @Async
  public static Path setLastModifiedTime(Path path, FileTime time) throws IOException {
    return setAttribute(path, "lastModifiedTime", time);
  }

  /**
   * Returns the permissions of a file.
   *
   * @param path the path
   * @param options {@link LinkOption#NOFOLLOW_LINKS} not to follow a link
   * @return the permissions
   * @throws IOException if that cannot be determined
   * @throws UnsupportedOperationException if the file system does not support POSIX permissions
   */
  @Async
  public static Set<PosixFilePermission> getPosixFilePermissions(Path path, LinkOption... options)
      throws IOException {
    return readAttributes(path, PosixFileAttributes.class, options).permissions();
  }

  /**
   * Sets the permissions of a file.
   *
   * @param path the path
   * @param permissions the new permissions, all of them
   * @return the path
   * @throws IOException if the program has no permission, or the file does not exist
   * @throws UnsupportedOperationException if the file system does not support POSIX permissions
   */
  @Async
  public static Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    return setAttribute(path, "posix:permissions", Set.copyOf(permissions));
  }

  /**
   * Sets an attribute of a file.
   *
   * @param path the path
   * @param attribute the attribute, as in {@link java.nio.file.Files#setAttribute}
   * @param value the new value
   * @param options {@link LinkOption#NOFOLLOW_LINKS} not to follow a link
   * @return the path
   * @throws IOException if the program has no permission, or the file does not exist
   * @throws UnsupportedOperationException if the file system does not support the attribute
   */
  @Async
  public static Path setAttribute(
      Path path, String attribute, @Nullable Object value, LinkOption... options)
      throws IOException {
    Coroutine.trap(new SetAttribute(path, attribute, value, follows(options)));
    return path;
  }

  // ---------------------------------------------------------------- names

  /**
   * Creates an empty file.
   *
   * @param path the path
   * @param attributes the attributes of the file, such as its permissions
   * @return the path
   * @throws java.nio.file.FileAlreadyExistsException if the path exists
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createFile(Path path, FileAttribute<?>... attributes) throws IOException {
    AsyncFile.open(
            path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)
        .close();
    return path;
  }

  /**
   * Creates an empty file with a new name in the system's temporary directory, accessible only to
   * the owner.
   *
   * @param prefix the beginning of its name
   * @param suffix the end of its name
   * @return its path; the caller has to delete the file
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createTempFile(String prefix, String suffix) throws IOException {
    return Coroutine.trap(new MakeTemporary(null, prefix, suffix, false));
  }

  /**
   * Creates an empty file with a new name in a directory, accessible only to the owner.
   *
   * @param directory the directory
   * @param prefix the beginning of its name
   * @param suffix the end of its name
   * @return its path; the caller has to delete the file
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createTempFile(Path directory, String prefix, String suffix)
      throws IOException {
    return Coroutine.trap(new MakeTemporary(directory, prefix, suffix, false));
  }

  /**
   * Creates a hard link: another name of a file.
   *
   * @param link the new name
   * @param existing the existing file
   * @return the new name
   * @throws java.nio.file.FileAlreadyExistsException if the path exists
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createLink(Path link, Path existing) throws IOException {
    Coroutine.trap(new MakeLink(link, existing, false));
    return link;
  }

  /**
   * Creates a symbolic link.
   *
   * @param link the path of the link
   * @param target the target of the link, which need not exist
   * @return the link
   * @throws java.nio.file.FileAlreadyExistsException if the path exists
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createSymbolicLink(Path link, Path target) throws IOException {
    Coroutine.trap(new MakeLink(link, target, true));
    return link;
  }

  /**
   * Reads the target of a symbolic link.
   *
   * @param link the link
   * @return the target, which need not exist
   * @throws java.nio.file.NotLinkException if it is not a symbolic link
   * @throws IOException if it cannot be read
   */
  @Async
  public static Path readSymbolicLink(Path link) throws IOException {
    return Coroutine.trap(new ReadLink(link));
  }

  /**
   * Deletes a file, a link or an empty directory.
   *
   * @param path the path
   * @throws NoSuchFileException if it does not exist
   * @throws java.nio.file.DirectoryNotEmptyException if it is a directory that is not empty, see
   *     {@link Directories#deleteTree}
   * @throws IOException if it cannot be deleted
   */
  @Async
  public static void delete(Path path) throws IOException {
    Coroutine.trap(new RemovePath(path));
  }

  /**
   * Deletes a file, a link or an empty directory if it exists.
   *
   * @param path the path
   * @return whether it existed
   * @throws IOException if it cannot be deleted
   */
  @Async
  public static boolean deleteIfExists(Path path) throws IOException {
    try {
      delete(path);
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  /**
   * Moves or renames a file or a directory. On the same device this is atomic: if it is cancelled,
   * the file has been moved or not. To another device, a file, a link or an empty directory is
   * copied as with {@link java.nio.file.StandardCopyOption#COPY_ATTRIBUTES}, and deleted when the
   * copy is complete. If one of the paths is in another file system, such as a zip file, the JDK
   * moves the file, and a cancellation waits for that.
   *
   * @param source the source
   * @param target the new path
   * @param options {@link java.nio.file.StandardCopyOption#REPLACE_EXISTING} to replace an existing
   *     target atomically; {@link java.nio.file.StandardCopyOption#ATOMIC_MOVE} to replace it too,
   *     but to fail instead of copying
   * @return the target
   * @throws java.nio.file.FileAlreadyExistsException if the target exists, and the options do not
   *     replace it
   * @throws java.nio.file.AtomicMoveNotSupportedException if it would have to be copied, and the
   *     options forbid that
   * @throws IOException if it cannot be moved
   */
  @Async
  public static Path move(Path source, Path target, CopyOption... options) throws IOException {
    CopyPlan.of(options, true).move(source, target);
    return target;
  }

  /**
   * Copies a file; for a directory, only the directory itself without its entries. If it is
   * cancelled or fails, there is no copy, and an existing target is unchanged. If one of the paths
   * is in another file system, such as a zip file, the JDK copies the file, and a cancellation
   * waits for that.
   *
   * <p>The attributes are the times of the last access and modification and the permissions. The
   * owner, the group and the user-defined attributes are copied as far as this program may set them
   * and the file system supports them, but no access control lists. Without the owner, the copy has
   * no setuid bit, and without the group no setgid bit.
   *
   * @param source the source
   * @param target the path of the copy
   * @param options {@link java.nio.file.StandardCopyOption#REPLACE_EXISTING} to replace an existing
   *     target, {@link java.nio.file.StandardCopyOption#COPY_ATTRIBUTES} to copy the attributes,
   *     {@link LinkOption#NOFOLLOW_LINKS} to copy a link itself
   * @return the target
   * @throws java.nio.file.FileAlreadyExistsException if the target exists, and the options do not
   *     replace it
   * @throws IOException if it cannot be copied
   */
  @Async
  public static Path copy(Path source, Path target, CopyOption... options) throws IOException {
    CopyPlan.of(options, false).copy(source, target);
    return target;
  }

  /**
   * Checks whether two paths refer to the same file.
   *
   * @param path a path
   * @param other another path
   * @return whether they do
   * @throws IOException if one of them does not exist or cannot be examined
   */
  @Async
  public static boolean isSameFile(Path path, Path other) throws IOException {
    if (path.equals(other)) {
      return true;
    }
    Object key = readAttributes(path, BasicFileAttributes.class).fileKey();
    return key != null && key.equals(readAttributes(other, BasicFileAttributes.class).fileKey());
  }

  /**
   * Reads all lines of a text file in UTF-8.
   *
   * @param path the path
   * @return the lines, without line ends
   * @throws IOException if it cannot be read
   */
  @Async
  public static List<String> readAllLines(Path path) throws IOException {
    return readString(path).lines().toList();
  }
}
