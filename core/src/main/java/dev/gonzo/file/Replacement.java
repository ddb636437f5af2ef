package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.RenamePath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the contents of a file atomically, or not at all.
 *
 * <pre>{@code
 * try (var replacement = Replacement.open(path)) {
 *   replacement.file().writeAll(...);
 *   replacement.commit();
 * }
 * }</pre>
 *
 * <p>Until {@link #commit} the new contents are in a hidden file beside the old one; closing this
 * object deletes it. If there is an old file, only the owner can read the hidden file until it is
 * complete; then it gets the permissions of the old file. Exceptions name the file to be replaced.
 * A hidden file that a killed program has left behind is harmless.
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
   * Starts a replacement.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing is left behind.
   *
   * @param target the file to replace, which need not exist. Its permissions are kept, and also its
   *     owner and group if this program may set them; access control lists are not kept. A link at
   *     this path is replaced, not followed
   * @return the replacement; write to its file, commit it and close it
   * @throws IOException if the hidden file cannot be created beside it
   */
  @Async
  public static Replacement open(Path target) throws IOException {
    Path name = target.getFileName();
    if (name == null) {
      throw new IllegalArgumentException(target + " has no file name");
    }
    PosixFileAttributes old = attributes(target);
    for (int number = 0; number < MOST_NAMES; number++) {
      // Without the old name, which may have the greatest length already, or may not be text.
      Path beside = target.resolveSibling(".%08x.%d.new".formatted(name.hashCode(), number));
      try {
        return new Replacement(target, AsyncFile.openFor(target, beside, NEW, modeOf(old)), old);
      } catch (FileAlreadyExistsException another) {
        // left by another program, or in use by one
      }
    }
    throw new FileAlreadyExistsException(
        target.toString(), null, "all names for its replacements are in use: delete the old ones");
  }

  /**
   * The attributes of the old file, or of the ordinary file to which the old link leads; null if
   * there is none, or it has no POSIX attributes.
   */
  private static @Nullable PosixFileAttributes attributes(Path target) throws IOException {
    PosixFileAttributes old;
    try {
      old = AsyncFiles.readAttributes(target, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException | UnsupportedOperationException none) {
      return null;
    }
    if (!old.isSymbolicLink()) {
      return old;
    }
    try {
      PosixFileAttributes linked = AsyncFiles.readAttributes(target, PosixFileAttributes.class);
      return linked.isRegularFile() ? linked : null;
    } catch (FileSystemException leadsNowhere) {
      return null;
    }
  }

  /**
   * The permissions of the hidden file: only for the owner if it replaces a file, because the old
   * file may be private.
   */
  private static FileAttribute<?>[] modeOf(@Nullable PosixFileAttributes old) {
    return old == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FOR_THE_OWNER)};
  }

  /**
   * Gives the new file the owner, group and permissions of the old one. If the group cannot be
   * kept, the group permissions are dropped.
   */
  void widen() throws IOException {
    if (old == null) {
      return;
    }
    // The open file: in a directory of others, its name may lead to another file by now.
    Path opened = Coroutine.trap(new PathOf(file.handle()));
    PosixFileAttributes mine = AsyncFiles.readAttributes(opened, PosixFileAttributes.class);
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(old.permissions());
    if (!mine.group().equals(old.group()) && !take(opened, "posix:group", old.group())) {
      permissions.removeAll(OF_THE_GROUP);
    }
    if (!mine.owner().equals(old.owner())) {
      boolean _ = take(opened, "posix:owner", old.owner());
    }
    AsyncFiles.setPosixFilePermissions(opened, permissions);
  }

  /** Sets an attribute such as the owner. Returns false if this program may not. */
  static boolean take(Path path, String attribute, Object value, LinkOption... links)
      throws IOException {
    try {
      AsyncFiles.setAttribute(path, attribute, value, links);
      return true;
    } catch (FileSystemException mayNot) {
      return false;
    }
  }

  /** {@return the file for the new contents} */
  public AsyncFile file() {
    return file;
  }

  /**
   * Replaces the file. When this method returns, the new contents are on the device.
   *
   * <p>If this program may not list the directory, it cannot wait until the new name is on the
   * device too: after a crash of the machine, the old file may be back.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the file is unchanged.
   *
   * @throws IOException if that fails; then the file is unchanged, except for a failure of the
   *     device at the very end
   * @throws IllegalStateException if it was already committed, or is closed
   */
  @Async
  public void commit() throws IOException {
    requireOpen();
    try {
      widen();
      file.sync();
      replaceAndSync();
    } catch (FileSystemException failure) {
      throw file.named(failure);
    }
  }

  private void replaceAndSync() throws IOException {
    // Opened before, so that only the device can fail once the replacement has happened.
    try (AsyncFile names = openNames()) {
      commitWithoutSync();
      if (names != null) {
        // A cancellation must not make it look as if the replacement had not happened.
        Gonzo.withoutCancellation(names::sync);
      }
    }
  }

  /**
   * Opens the directory of the file, to sync it; null if it cannot be synced: it may not be listed,
   * or is in a zip file.
   */
  private @Nullable AsyncFile openNames() throws IOException {
    if (!CopyPlan.isOrdinary(target)) {
      return null;
    }
    try {
      return AsyncFile.open(CopyPlan.parent(target), StandardOpenOption.READ);
    } catch (AccessDeniedException mayNotBeListed) {
      return null;
    }
  }

  private void requireOpen() {
    if (committed || closed) {
      throw new IllegalStateException(
          "the replacement of " + target + " is already " + (committed ? "committed" : "closed"));
    }
  }

  /** Replaces the file atomically too, but does not wait until the contents are on the device. */
  @Async
  void commitWithoutSync() throws IOException {
    requireOpen();
    try {
      if (CopyPlan.isOrdinary(target)) {
        Coroutine.trap(new RenamePath(file.path(), target, true));
      } else {
        file.close(); // only then it is in the zip file
        new CopyPlan(true, false, false, false).move(file.path(), target);
      }
    } catch (FileSystemException failure) {
      throw file.named(failure);
    }
    committed = true;
  }

  /**
   * Closes the file, and drops the new contents if they were not committed. Closing twice is
   * harmless. Suspends, but no checkpoint.
   */
  @Async
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      file.close();
      if (!committed) {
        CopyPlan.discard(file.path());
      }
    }
  }

  /** {@return a description with the path of the file to be replaced} */
  @Override
  public String toString() {
    return "the replacement of " + target;
  }
}
