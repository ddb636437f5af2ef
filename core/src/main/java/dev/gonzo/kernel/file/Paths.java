package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.MakeLink;
import dev.gonzo.trap.FileTrap.MakeTemporary;
import dev.gonzo.trap.FileTrap.ReadAttributes;
import dev.gonzo.trap.FileTrap.ReadLink;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.FileTrap.RenamePath;
import dev.gonzo.trap.FileTrap.SetAttribute;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Map;

/** Operations on paths. In a thread outside the kernel. */
final class Paths {
  private static final LinkOption[] FOLLOW = {};
  private static final LinkOption[] DO_NOT_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

  private Paths() {}

  static FileOperation<?> operation(FileTrap<?> trap) {
    return switch (trap) {
      case ReadAttributes<?> asked ->
          OnPath.question("reading the attributes of " + asked.path(), () -> attributes(asked));
      case ReadNamedAttributes asked ->
          OnPath.question("reading attributes of " + asked.path(), () -> namedAttributes(asked));
      case ReadLink asked ->
          OnPath.question("reading " + asked.link(), () -> Files.readSymbolicLink(asked.link()));
      case SetAttribute asked ->
          OnPath.change("changing " + asked.path(), () -> setAttribute(asked));
      case MakeDirectory asked ->
          OnPath.change("making " + asked.path(), () -> makeDirectory(asked));
      case MakeTemporary asked ->
          new OnPath<>("making a temporary file", () -> makeTemporary(asked), false);
      case MakeLink asked -> OnPath.change("making " + asked.link(), () -> makeLink(asked));
      case RemovePath asked ->
          OnPath.change("removing " + asked.path(), () -> Files.delete(asked.path()));
      case RenamePath asked -> OnPath.change("renaming " + asked.source(), () -> rename(asked));
      default -> throw new AssertionError(trap);
    };
  }

  static BasicFileAttributes attributes(ReadAttributes<?> asked) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(asked.path(), asked.type(), links(asked.followLinks()));
    if (attributes instanceof PosixFileAttributes posix) {
      // User and group names are looked up at their first use, which may block.
      Object _ = posix.owner();
      Object _ = posix.group();
    }
    return attributes;
  }

  static Map<String, Object> namedAttributes(ReadNamedAttributes asked) throws IOException {
    return Files.readAttributes(asked.path(), asked.names(), links(asked.followLinks()));
  }

  static void setAttribute(SetAttribute asked) throws IOException {
    Files.setAttribute(asked.path(), asked.attribute(), asked.value(), links(asked.followLinks()));
  }

  static void makeDirectory(MakeDirectory asked) throws IOException {
    Files.createDirectory(asked.path(), array(asked.attributes()));
  }

  static Path makeTemporary(MakeTemporary asked) throws IOException {
    Path parent = asked.parent();
    if (asked.directory()) {
      return parent == null
          ? Files.createTempDirectory(asked.prefix())
          : Files.createTempDirectory(parent, asked.prefix());
    }
    return parent == null
        ? Files.createTempFile(asked.prefix(), asked.suffix())
        : Files.createTempFile(parent, asked.prefix(), asked.suffix());
  }

  static void makeLink(MakeLink asked) throws IOException {
    if (asked.symbolic()) {
      Files.createSymbolicLink(asked.link(), asked.target());
    } else {
      Files.createLink(asked.link(), asked.target());
    }
  }

  /**
   * Renames a file. Discussion: the JDK has no atomic renaming that refuses an existing target. So
   * the target is checked before, and one that is created in between is replaced. (Files.move does
   * the same, and also copies across devices, which can take long and cannot be cancelled.)
   */
  static void rename(RenamePath asked) throws IOException {
    if (!asked.replace()
        && Files.exists(asked.target(), LinkOption.NOFOLLOW_LINKS)
        && Files.exists(asked.source(), LinkOption.NOFOLLOW_LINKS)
        && !isSame(asked.source(), asked.target())) {
      throw new FileAlreadyExistsException(asked.target().toString());
    }
    try {
      Files.move(asked.source(), asked.target(), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException failure) {
      if (failure.getClass() == FileSystemException.class
          && !Files.exists(asked.source(), LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(asked.source().toString()); // a parent of the path is a file
      }
      throw failure;
    }
  }

  /** Whether both are the same file; a link and its target are not. */
  private static boolean isSame(Path one, Path other) throws IOException {
    Object key = Files.readAttributes(one, BasicFileAttributes.class, DO_NOT_FOLLOW).fileKey();
    return key == null
        ? one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
        : key.equals(
            Files.readAttributes(other, BasicFileAttributes.class, DO_NOT_FOLLOW).fileKey());
  }

  private static FileAttribute<?>[] array(List<FileAttribute<?>> attributes) {
    return attributes.toArray(new FileAttribute<?>[0]);
  }

  private static LinkOption[] links(boolean follow) {
    return follow ? FOLLOW : DO_NOT_FOLLOW;
  }
}
