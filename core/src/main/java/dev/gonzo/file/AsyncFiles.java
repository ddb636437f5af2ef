package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.MakeLink;
import dev.gonzo.trap.MakeTemporary;
import dev.gonzo.trap.ReadAttributes;
import dev.gonzo.trap.ReadLink;
import dev.gonzo.trap.RemovePath;
import dev.gonzo.trap.SetAttribute;
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
 * Whole files and their names: the methods of {@link java.nio.file.Files}, as async ones. They
 * throw what those throw.
 *
 * <p>Each suspends, and is a checkpoint. {@code package dev.gonzo.file} tells what a cancelled one
 * leaves behind.
 */
public final class AsyncFiles {
  private static final Set<OpenOption> TO_WRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private AsyncFiles() {}

  // ---------------------------------------------------------------- contents

  /**
   * Reads a whole file.
   *
   * @param path where it is
   * @return its bytes
   * @throws IOException if it cannot be read
   * @throws OutOfMemoryError if it is larger than an array can be
   */
  @Async
  public static byte[] readAllBytes(Path path) throws IOException {
    return readAllBytes(path, WholeFile.LARGEST);
  }

  /**
   * Reads a whole file that is not expected to be large.
   *
   * @param path where it is
   * @param most the bytes that it has at most
   * @return its bytes
   * @throws IOException if it cannot be read, or is larger: then nothing is kept of it
   */
  @Async
  public static byte[] readAllBytes(Path path, int most) throws IOException {
    try (var file = AsyncFile.open(path, StandardOpenOption.READ)) {
      return WholeFile.read(file, most);
    }
  }

  /**
   * Reads a whole file of text in UTF-8.
   *
   * @param path where it is
   * @return the text
   * @throws java.nio.charset.CharacterCodingException if it is no such text
   * @throws IOException if it cannot be read
   */
  @Async
  public static String readString(Path path) throws IOException {
    return readString(path, StandardCharsets.UTF_8);
  }

  /**
   * Reads a whole file of text.
   *
   * @param path where it is
   * @param charset how it is written
   * @return the text
   * @throws java.nio.charset.CharacterCodingException if it is no such text
   * @throws IOException if it cannot be read
   */
  @Async
  public static String readString(Path path, Charset charset) throws IOException {
    return charset.newDecoder().decode(ByteBuffer.wrap(readAllBytes(path))).toString();
  }

  /**
   * Writes a file, which has these bytes and no others then. Cancelled or failed, it has a part of
   * them: where that matters, {@link #replace} it.
   *
   * @param path where
   * @param bytes what to write
   * @param options as in {@link AsyncFile#open}; without any the file is created, or emptied before
   * @return the path
   * @throws IOException if it cannot be written
   */
  @Async
  public static Path write(Path path, byte[] bytes, OpenOption... options) throws IOException {
    try (var file = AsyncFile.open(path, toWrite(options))) {
      file.writeAll(bytes);
    }
    return path;
  }

  private static Set<? extends OpenOption> toWrite(OpenOption... options) {
    if (options.length == 0) {
      return TO_WRITE;
    }
    var all = new java.util.HashSet<>(Arrays.asList(options));
    all.add(StandardOpenOption.WRITE);
    return all;
  }

  /**
   * Writes a file of text in UTF-8, as {@link #write} does.
   *
   * @param path where
   * @param text what to write
   * @param options as there
   * @return the path
   * @throws IOException as there
   */
  @Async
  public static Path writeString(Path path, CharSequence text, OpenOption... options)
      throws IOException {
    return write(path, text.toString().getBytes(StandardCharsets.UTF_8), options);
  }

  /**
   * Gives a file new contents in one step: it has the old ones or all of the new, also for others
   * who read it meanwhile, and whatever happens to the program or the machine. When this returns,
   * the new ones are on the device. Cancelled before that, the file is as it was.
   *
   * @param path where; a link there is replaced, not followed
   * @param bytes the new contents
   * @throws IOException if that fails; the file is as it was then
   */
  @Async
  public static void replace(Path path, byte[] bytes) throws IOException {
    try (var replacement = Replacement.of(path)) {
      replacement.file().writeAll(bytes);
      replacement.commit();
    }
  }

  // ---------------------------------------------------------------- what it is

  /**
   * Tells what a file is, its size, its times and the like.
   *
   * @param path where it is
   * @param type which attributes
   * @param options whether a link is not followed, but told of itself
   * @param <A> the type
   * @return the attributes, as they are now
   * @throws NoSuchFileException if there is none
   * @throws IOException if they cannot be read
   * @throws UnsupportedOperationException if the file system has no such attributes
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
   * Tells whether something is there.
   *
   * @param path where
   * @param options whether a link is not followed: then one that leads nowhere is something, too
   * @return false also if that cannot be found out
   */
  @Async
  public static boolean exists(Path path, LinkOption... options) {
    return attributesOrNull(path, options) != null;
  }

  /**
   * Tells whether a directory is there.
   *
   * @param path where
   * @param options whether a link is not followed
   * @return false also if that cannot be found out
   */
  @Async
  public static boolean isDirectory(Path path, LinkOption... options) {
    BasicFileAttributes attributes = attributesOrNull(path, options);
    return attributes != null && attributes.isDirectory();
  }

  /**
   * Tells whether an ordinary file is there.
   *
   * @param path where
   * @param options whether a link is not followed
   * @return false also if that cannot be found out
   */
  @Async
  public static boolean isRegularFile(Path path, LinkOption... options) {
    BasicFileAttributes attributes = attributesOrNull(path, options);
    return attributes != null && attributes.isRegularFile();
  }

  /**
   * Tells whether a symbolic link is there.
   *
   * @param path where
   * @return false also if that cannot be found out
   */
  @Async
  public static boolean isSymbolicLink(Path path) {
    BasicFileAttributes attributes = attributesOrNull(path, LinkOption.NOFOLLOW_LINKS);
    return attributes != null && attributes.isSymbolicLink();
  }

  /**
   * Tells the size of a file.
   *
   * @param path where it is
   * @return in bytes
   * @throws IOException if that cannot be found out
   */
  @Async
  public static long size(Path path) throws IOException {
    return readAttributes(path, BasicFileAttributes.class).size();
  }

  /**
   * Tells when a file was written to last.
   *
   * @param path where it is
   * @param options whether a link is not followed
   * @return by the file system's clock
   * @throws IOException if that cannot be found out
   */
  @Async
  public static FileTime getLastModifiedTime(Path path, LinkOption... options) throws IOException {
    return readAttributes(path, BasicFileAttributes.class, options).lastModifiedTime();
  }

  /**
   * Sets the time at which a file was written to last.
   *
   * @param path where it is
   * @param time by the file system's clock
   * @return the path
   * @throws IOException if the program may not, or there is no such file
   */
  @Async
  public static Path setLastModifiedTime(Path path, FileTime time) throws IOException {
    return setAttribute(path, "lastModifiedTime", time);
  }

  /**
   * Tells who may do what with a file.
   *
   * @param path where it is
   * @param options whether a link is not followed
   * @return its permissions
   * @throws IOException if that cannot be found out
   * @throws UnsupportedOperationException if the file system has no such permissions
   */
  @Async
  public static Set<PosixFilePermission> getPosixFilePermissions(Path path, LinkOption... options)
      throws IOException {
    return readAttributes(path, PosixFileAttributes.class, options).permissions();
  }

  /**
   * Says who may do what with a file.
   *
   * @param path where it is
   * @param permissions all of them
   * @return the path
   * @throws IOException if the program may not, or there is no such file
   * @throws UnsupportedOperationException if the file system has no such permissions
   */
  @Async
  public static Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    return setAttribute(path, "posix:permissions", Set.copyOf(permissions));
  }

  /**
   * Sets an attribute of a file.
   *
   * @param path where it is
   * @param attribute which one, as in {@link java.nio.file.Files#setAttribute}
   * @param value its new value
   * @param options whether a link is not followed
   * @return the path
   * @throws IOException if the program may not, or there is no such file
   * @throws UnsupportedOperationException if the file system has no such attribute
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
   * Makes an empty file.
   *
   * @param path where
   * @param attributes what it is given, such as its permissions
   * @return the path
   * @throws java.nio.file.FileAlreadyExistsException if something is there
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createFile(Path path, FileAttribute<?>... attributes) throws IOException {
    AsyncFile.open(
            path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)
        .close();
    return path;
  }

  /**
   * Makes an empty file of a new name in the system's directory for such, for the owner only.
   *
   * @param prefix what its name begins with
   * @param suffix what its name ends with
   * @return where it is; to be deleted by the caller
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createTempFile(String prefix, String suffix) throws IOException {
    return Coroutine.trap(new MakeTemporary(null, prefix, suffix, false));
  }

  /**
   * Makes an empty file of a new name, for the owner only.
   *
   * @param directory where
   * @param prefix what its name begins with
   * @param suffix what its name ends with
   * @return where it is; to be deleted by the caller
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createTempFile(Path directory, String prefix, String suffix)
      throws IOException {
    return Coroutine.trap(new MakeTemporary(directory, prefix, suffix, false));
  }

  /**
   * Makes another name of a file.
   *
   * @param link the other name
   * @param existing the file
   * @return the other name
   * @throws java.nio.file.FileAlreadyExistsException if something is there
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createLink(Path link, Path existing) throws IOException {
    Coroutine.trap(new MakeLink(link, existing, false));
    return link;
  }

  /**
   * Makes a symbolic link.
   *
   * @param link where
   * @param target what it leads to, which need not be there
   * @return the link
   * @throws java.nio.file.FileAlreadyExistsException if something is there
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createSymbolicLink(Path link, Path target) throws IOException {
    Coroutine.trap(new MakeLink(link, target, true));
    return link;
  }

  /**
   * Tells where a symbolic link leads.
   *
   * @param link the link
   * @return what it leads to, which need not be there
   * @throws java.nio.file.NotLinkException if it is no symbolic link
   * @throws IOException if it cannot be read
   */
  @Async
  public static Path readSymbolicLink(Path link) throws IOException {
    return Coroutine.trap(new ReadLink(link));
  }

  /**
   * Removes a file, a link, or an empty directory.
   *
   * @param path where it is
   * @throws NoSuchFileException if there is none
   * @throws java.nio.file.DirectoryNotEmptyException if it is a directory that is not empty; see
   *     {@link Directories#deleteTree}
   * @throws IOException if it cannot be removed
   */
  @Async
  public static void delete(Path path) throws IOException {
    Coroutine.trap(new RemovePath(path));
  }

  /**
   * Removes a file, a link, or an empty directory, if it is there.
   *
   * @param path where it is
   * @return whether it was there
   * @throws IOException if it cannot be removed
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
   * Gives a file or a directory another name. On the same device that is one step: cancelled, it
   * has happened or not. Elsewhere a file, a link or an empty directory is copied, and removed when
   * its copy is complete.
   *
   * @param source where it is
   * @param target where it is to be
   * @param options {@link java.nio.file.StandardCopyOption#REPLACE_EXISTING} to replace, in one
   *     step, what is there; {@link java.nio.file.StandardCopyOption#ATOMIC_MOVE} to fail rather
   *     than to copy, which replaces too
   * @return the target
   * @throws java.nio.file.FileAlreadyExistsException if something is there that is not to be
   *     replaced
   * @throws java.nio.file.AtomicMoveNotSupportedException if it would have to be copied, and is not
   *     to be
   * @throws IOException if it cannot be moved
   */
  @Async
  public static Path move(Path source, Path target, CopyOption... options) throws IOException {
    Copying.of(options, true).move(source, target);
    return target;
  }

  /**
   * Copies a file; of a directory, only itself. Cancelled or failed, there is no copy, and a target
   * that was to be replaced is as it was.
   *
   * @param source where it is
   * @param target where the copy is to be
   * @param options {@link java.nio.file.StandardCopyOption#REPLACE_EXISTING} to replace what is
   *     there, {@link java.nio.file.StandardCopyOption#COPY_ATTRIBUTES} for its times and
   *     permissions, {@link LinkOption#NOFOLLOW_LINKS} to copy a link itself
   * @return the target
   * @throws java.nio.file.FileAlreadyExistsException if something is there that is not to be
   *     replaced
   * @throws IOException if it cannot be copied
   */
  @Async
  public static Path copy(Path source, Path target, CopyOption... options) throws IOException {
    Copying.of(options, false).copy(source, target);
    return target;
  }

  /**
   * Tells whether two paths are one file.
   *
   * @param path the one
   * @param other the other
   * @return whether they are
   * @throws IOException if one of them is not there, or cannot be looked at
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
   * Reads all lines of a file of text in UTF-8.
   *
   * @param path where it is
   * @return its lines, without their ends
   * @throws IOException if it cannot be read
   */
  @Async
  public static List<String> readAllLines(Path path) throws IOException {
    return readString(path).lines().toList();
  }
}
