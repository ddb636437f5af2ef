package dev.gonzo.durable.journal;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Directories and files that other users can neither read nor change. */
final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateDirectory() {}

  /** Creates a directory that is not there, and refuses one that others could use. */
  @Async
  static void open(Path directory) throws IOException {
    try {
      Path _ =
          Directories.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      syncParent(directory);
    } catch (FileAlreadyExistsException there) {
      requirePrivate(directory);
      try {
        syncParent(directory); // a crash may have come before that of the one who created it
      } catch (AccessDeniedException unreadable) {
        return; // then it was made by an administrator
      }
    }
  }

  @Async
  private static void syncParent(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Directories.sync(parent);
    }
  }

  @Async
  static void requirePrivate(Path directory) throws IOException {
    var attributes =
        AsyncFiles.readAttributes(directory, PosixFileAttributes.class, NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      throw new IOException(
          directory + " is not a directory, or a link to one: a journal needs a directory");
    }
    requireOwn(directory, attributes);
    var others = EnumSet.noneOf(PosixFilePermission.class);
    others.addAll(attributes.permissions());
    others.removeAll(OWNER_ONLY);
    if (!others.isEmpty()) {
      throw new IOException(
          "other users can use the directory of the journal: run \"chmod 700 %s\" first"
              .formatted(directory));
    }
  }

  /** What the superuser would leave here, the owner could not read. */
  @Async
  private static void requireOwn(Path path, PosixFileAttributes attributes) throws IOException {
    String owner = attributes.owner().getName();
    if (!owner.equals(System.getProperty("user.name")) && !ownsThisProcess(attributes.owner())) {
      throw new IOException(
          "%s belongs to the user %s, and not to the one of this process: run it with \"sudo -u %s\""
              .formatted(path, owner, owner));
    }
  }

  /** In a container a user may have no name, but owns this process. */
  @Async
  private static boolean ownsThisProcess(UserPrincipal owner) throws IOException {
    try {
      return AsyncFiles.readAttributes(Path.of("/proc/self"), PosixFileAttributes.class)
          .owner()
          .equals(owner);
    } catch (NoSuchFileException noProc) {
      return true; // it cannot be found out
    }
  }

  /** Opens a file in it, and follows no link. */
  @Async
  static AsyncFile file(Path path, OpenOption... options) throws IOException {
    var all = new LinkedHashSet<OpenOption>(List.of(options));
    all.add(NOFOLLOW_LINKS);
    if (!all.contains(CREATE_NEW)) {
      try {
        requireOwn(
            path, AsyncFiles.readAttributes(path, PosixFileAttributes.class, NOFOLLOW_LINKS));
      } catch (NoSuchFileException missing) {
        // It is created, or opening it says so.
      }
    }
    return AsyncFile.open(path, all, PosixFilePermissions.asFileAttribute(FILE));
  }
}
