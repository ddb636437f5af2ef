package dev.gonzo.recorder.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that only their owner can read: a recording has what its program has received. A recording
 * that another user could have made or changed is not read, because a replay runs what is in it.
 */
final class OwnFiles {
  private static final FileAttribute<?>[] NONE = {};

  private OwnFiles() {}

  static Set<OpenOption> with(OpenOption... options) {
    var all = new HashSet<OpenOption>(List.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return all;
  }

  static FileAttribute<?>[] fileAttributes(Path path) {
    return attributes(path, "rw-------");
  }

  static FileAttribute<?>[] directoryAttributes(Path path) {
    return attributes(path, "rwx------");
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : NONE;
  }

  /** Requires a directory of ours that no other user can change. */
  static void requireDirectory(Path directory) throws IOException {
    BasicFileAttributes attributes = attributes(directory);
    if (attributes.isSymbolicLink()) {
      throw new IOException(
          directory + " is a link, which is not followed: name the recording itself");
    }
    if (!attributes.isDirectory()) {
      throw new NotDirectoryException(directory + " (a recording is a directory)");
    }
    requireOwn(directory, attributes);
  }

  /** Requires a regular file of ours. */
  static void requireFile(Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    if (!attributes.isRegularFile()) {
      throw new IOException(file + " is no regular file: the recording was tampered with");
    }
    requireOwn(file, attributes);
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        : Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static void requireOwn(Path path, BasicFileAttributes attributes) throws IOException {
    if (!(attributes instanceof PosixFileAttributes posix)) {
      return;
    }
    UserPrincipal ours = ours(path);
    if (ours != null && !posix.owner().equals(ours)) {
      throw new IOException(
          path
              + " belongs to "
              + posix.owner().getName()
              + " and not to you: a replay runs what is in it, so only your own recordings are read;"
              + " if you trust it, make a copy of your own (cp -r)");
    }
    if (posix.permissions().contains(PosixFilePermission.GROUP_WRITE)
        || posix.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          path + " can be changed by other users: chmod -R go-w it if you trust it");
    }
  }

  /** This process's user; null if that cannot be found out. */
  private static @Nullable UserPrincipal ours(Path path) {
    try {
      return Files.getOwner(Path.of("/proc/self"));
    } catch (IOException | RuntimeException noProc) {
      return named(path);
    }
  }

  private static @Nullable UserPrincipal named(Path path) {
    try {
      return path.getFileSystem()
          .getUserPrincipalLookupService()
          .lookupPrincipalByName(System.getProperty("user.name", ""));
    } catch (IOException | RuntimeException unknown) {
      return null;
    }
  }

  static void requirePresent(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such recording");
    }
  }
}
