package dev.gonzo.durable.journal;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
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
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Directories.sync(parent);
      }
    } catch (FileAlreadyExistsException there) {
      requirePrivate(directory);
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
    var others = EnumSet.copyOf(attributes.permissions());
    others.removeAll(OWNER_ONLY);
    if (!others.isEmpty()) {
      throw new IOException(
          "other users can use the directory of the journal: run \"chmod 700 %s\" first"
              .formatted(directory));
    }
  }

  /** Opens a file in it, and follows no link. */
  @Async
  static AsyncFile file(Path path, OpenOption... options) throws IOException {
    var all = new LinkedHashSet<OpenOption>(List.of(options));
    all.add(NOFOLLOW_LINKS);
    return AsyncFile.open(path, all, PosixFilePermissions.asFileAttribute(FILE));
  }
}
