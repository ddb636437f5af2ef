package dev.gonzo.cli.repl;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.gonzo.cli.files.OwnUser;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file with the lines that the user has typed, which may contain passwords: only the user can
 * read it.
 */
final class HistoryFile {
  private static final Set<PosixFilePermission> OF_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OF_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private HistoryFile() {}

  /** {@return the file in the user's directory for configuration; empty if there is none} */
  static Optional<Path> ofUser() {
    String base = System.getenv("XDG_CONFIG_HOME");
    if (base == null || !base.startsWith("/")) {
      String home = System.getenv("HOME");
      if (home == null || !home.startsWith("/")) {
        return Optional.empty();
      }
      base = home + "/.config";
    }
    return Optional.of(Path.of(base, "gonzo", "repl-history"));
  }

  /**
   * Creates the file if it is missing, with its directories, and takes it from all others.
   *
   * @throws IOException if it is not a plain file of this user, or cannot be made private; the
   *     message says why
   */
  static void makePrivate(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException(file + " is a directory: name a file with --history");
    }
    if (Files.getFileAttributeView(rootOf(directory), PosixFileAttributeView.class) == null) {
      Files.createDirectories(directory);
      return; // no system with permissions
    }
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OF_DIRECTORY));
    try {
      Files.createFile(absolute, PosixFilePermissions.asFileAttribute(OF_FILE));
      return;
    } catch (FileAlreadyExistsException known) {
      // of an earlier session
    }
    var view = Files.getFileAttributeView(absolute, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    var attributes = view.readAttributes();
    if (!attributes.isRegularFile()) {
      throw new IOException(file + " is a link or no file: name another with --history");
    }
    if (!OwnUser.is(attributes.owner())) {
      throw new IOException(
          file + " belongs to " + attributes.owner().getName() + ": name another with --history");
    }
    if (!attributes.permissions().equals(OF_FILE)) {
      Files.setPosixFilePermissions(absolute, OF_FILE);
    }
  }

  private static Path rootOf(Path directory) {
    Path root = directory.getRoot();
    return root == null ? directory : root;
  }
}
