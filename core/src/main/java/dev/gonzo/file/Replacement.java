package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.RenamePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * New contents for a file, which it gets in one step, or not at all.
 *
 * <pre>{@code
 * try (var replacement = Replacement.of(path)) {
 *   replacement.file().writeAll(...);
 *   replacement.commit();
 * }
 * }</pre>
 *
 * <p>Until {@link #commit} the new contents stand in a hidden file beside the old one, which goes
 * when this is closed. If it replaces a file, only its owner can read it until it is complete; it
 * has the old file's permissions then. A failure names the file that is to be replaced. One that a
 * killed program has left behind disturbs nobody.
 */
public final class Replacement implements AutoCloseable {
  private static final int MOST_NAMES = 10_000;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private static final Set<PosixFilePermission> FOR_THE_OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> OF_THE_GROUP =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE);

  private final Path target;
  private final AsyncFile file;
  private final @Nullable PosixFileAttributes old;
  private boolean committed;
  private boolean closed;

  private Replacement(Path target, AsyncFile file, @Nullable PosixFileAttributes old) {
    this.target = target;
    this.file = file;
    this.old = old;
  }

  /**
   * Begins one.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing is left of it.
   *
   * @param target the file that gets the new contents; need not be there yet. Its permissions are
   *     kept, and where this program may set them, its owner and its group; access control lists
   *     are not. A link there is replaced, not followed
   * @return to be written to, committed and closed
   * @throws IOException if nothing can be written beside it
   */
  @Async
  public static Replacement of(Path target) throws IOException {
    Path name = target.getFileName();
    if (name == null) {
      throw new IllegalArgumentException(target + " is no name of a file");
    }
    PosixFileAttributes old = attributes(target);
    for (int number = 0; number < MOST_NAMES; number++) {
      Path beside = target.resolveSibling("." + name + "." + number + ".new");
      try {
        return new Replacement(target, AsyncFile.openFor(target, beside, NEW, modeOf(old)), old);
      } catch (FileAlreadyExistsException another) {
        // somebody else's, perhaps of this moment
      }
    }
    throw new FileAlreadyExistsException(
        target.toString(), null, "its replacements have used up all names: remove the old ones");
  }

  /** Null for a file that is not there yet, or has no such attributes. */
  private static @Nullable PosixFileAttributes attributes(Path target) throws IOException {
    try {
      return AsyncFiles.readAttributes(target, PosixFileAttributes.class);
    } catch (NoSuchFileException | UnsupportedOperationException none) {
      return null;
    }
  }

  /** What replaces a file is its owner's only, until it is complete: the old one may be private. */
  private static FileAttribute<?>[] modeOf(@Nullable PosixFileAttributes old) {
    return old == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FOR_THE_OWNER)};
  }

  /**
   * Gives the new contents the owner, the group and the permissions of the old file. Where the
   * group cannot be kept, its permissions are not given to another one.
   */
  void widen() throws IOException {
    if (old == null) {
      return;
    }
    PosixFileAttributes mine = AsyncFiles.readAttributes(file.path(), PosixFileAttributes.class);
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(old.permissions());
    if (!mine.group().equals(old.group()) && !take("posix:group", old.group())) {
      permissions.removeAll(OF_THE_GROUP);
    }
    if (!mine.owner().equals(old.owner())) {
      boolean _ = take("posix:owner", old.owner());
    }
    AsyncFiles.setPosixFilePermissions(file.path(), permissions);
  }

  private boolean take(String attribute, UserPrincipal value) throws IOException {
    try {
      AsyncFiles.setAttribute(file.path(), attribute, value);
      return true;
    } catch (FileSystemException mayNot) {
      return false;
    }
  }

  /** {@return where the new contents are written to} */
  public AsyncFile file() {
    return file;
  }

  /**
   * Gives the file its new contents. When this returns, they are on the device.
   *
   * <p>Suspends; a checkpoint. Cancelled, the file is as it was.
   *
   * @throws IOException if that fails; the file is as it was then, but for a failure of the device
   *     at the very end
   * @throws IllegalStateException if that was done, or this is closed
   */
  @Async
  public void commit() throws IOException {
    requireOpen();
    widen();
    file.sync();
    commitWithoutSync();
    // It has happened, and so must not end as if it had not.
    Gonzo.withoutCancellation(() -> Directories.sync(Copying.parent(target)));
  }

  private void requireOpen() {
    if (committed || closed) {
      throw new IllegalStateException(
          "the replacement of " + target + " is " + (committed ? "done" : "closed"));
    }
  }

  /** Does it in one step as well, but leaves it to the system when the device is told. */
  @Async
  void commitWithoutSync() throws IOException {
    requireOpen();
    Coroutine.trap(new RenamePath(file.path(), target, true));
    committed = true;
  }

  /**
   * Closes the file, and if it was not committed, drops the new contents. Twice is harmless.
   * Suspends, but no checkpoint.
   */
  @Async
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      file.close();
      if (!committed) {
        Copying.discard(file.path());
      }
    }
  }
}
