package dev.gonzo.sim.disk;

import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.MakeLink;
import dev.gonzo.trap.FileTrap.MakeTemporary;
import dev.gonzo.trap.FileTrap.ReadAttributes;
import dev.gonzo.trap.FileTrap.ReadLink;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.FileTrap.RenamePath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;

/** Operations on paths. A real kernel leaves them to the JDK, so they fail in its words. */
final class PathOperations {
  private static final Path TEMPORARY = Path.of("/tmp");
  private static final int ALL_PERMISSIONS = 0777;
  private static final int OWNERS_DIRECTORY = 0700;
  private static final int OWNERS_FILE = 0600;

  private final Tree tree;

  PathOperations(Tree tree) {
    this.tree = tree;
  }

  private Device device() {
    return tree.disk().device();
  }

  BasicFileAttributes attributes(ReadAttributes<?> asked) throws IOException {
    if (asked.type() != BasicFileAttributes.class && asked.type() != PosixFileAttributes.class) {
      throw new UnsupportedOperationException();
    }
    return NodeAttributes.of(node(asked.path(), asked.followLinks()));
  }

  Map<String, Object> attributes(ReadNamedAttributes asked) throws IOException {
    AttributesByName wanted = AttributesByName.of(asked);
    return wanted.read(node(asked.path(), asked.followLinks()));
  }

  /** The node whose attributes are read. */
  private Node node(Path path, boolean followLinks) throws IOException {
    try {
      device().read();
      return tree.node(path, followLinks);
    } catch (RefusedException refused) {
      if (refused.error() == SystemError.ENOTDIR) {
        throw new NoSuchFileException(path.toString());
      }
      throw Failures.ofLibrary(path, refused);
    }
  }

  Path readLink(ReadLink asked) throws IOException {
    try {
      device().read();
      if (tree.node(asked.link(), false) instanceof LinkNode link) {
        return Path.of(link.target);
      }
      throw new NotLinkException(asked.link().toString());
    } catch (RefusedException refused) {
      throw Failures.ofLibrary(asked.link(), refused);
    }
  }

  void makeDirectory(MakeDirectory asked) throws IOException {
    int mode = Opening.permissions(asked.attributes(), ALL_PERMISSIONS);
    try {
      device().write();
      tree.makeDirectory(asked.path(), mode);
    } catch (RefusedException refused) {
      throw Failures.ofLibrary(asked.path(), refused);
    }
  }

  Path makeTemporary(MakeTemporary asked) throws IOException {
    Path parent = asked.parent() == null ? TEMPORARY : asked.parent();
    while (true) {
      String suffix = asked.directory() ? "" : asked.suffix();
      String text = asked.prefix() + Long.toUnsignedString(tree.disk().newName()) + suffix;
      Path name = Path.of(text);
      if (name.getParent() != null) {
        throw new IllegalArgumentException("Invalid prefix or suffix");
      }
      Path path = parent.resolve(name);
      try {
        device().write();
        if (asked.directory()) {
          tree.makeDirectory(path, OWNERS_DIRECTORY);
        } else {
          FileNode _ = tree.createFile(tree.lookup().find(path, false), OWNERS_FILE);
        }
        return path;
      } catch (RefusedException refused) {
        if (refused.error() != SystemError.EEXIST) {
          throw Failures.ofLibrary(path, refused);
        }
      }
    }
  }

  void makeLink(MakeLink asked) throws IOException {
    Path link = asked.link();
    Path target = asked.target();
    try {
      device().write();
      if (asked.symbolic()) {
        String text = target.toString();
        tree.makeSymbolicLink(link, text);
      } else {
        tree.makeHardLink(target, link);
      }
    } catch (RefusedException refused) {
      throw asked.symbolic()
          ? Failures.ofLibrary(link, refused)
          : Failures.ofLibrary(link, target, refused);
    }
  }

  void remove(RemovePath asked) throws IOException {
    try {
      device().write();
      tree.remove(asked.path());
    } catch (RefusedException refused) {
      if (refused.error() == SystemError.ENOTEMPTY) {
        throw new DirectoryNotEmptyException(asked.path().toString());
      }
      throw Failures.ofLibrary(asked.path(), refused);
    }
  }

  void rename(RenamePath asked) throws IOException {
    Path source = asked.source();
    Path target = asked.target();
    if (!asked.replace() && exists(target) && exists(source) && !isSame(source, target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    try {
      device().write();
      tree.rename(source, target);
    } catch (RefusedException refused) {
      IOException failure = Failures.ofLibrary(source, target, refused);
      if (failure.getClass() == FileSystemException.class && !exists(source)) {
        throw new NoSuchFileException(source.toString()); // a parent of the path is a file
      }
      throw failure;
    }
  }

  private boolean exists(Path path) {
    try {
      Node _ = tree.node(path, false);
      return true;
    } catch (RefusedException none) {
      return false;
    }
  }

  private boolean isSame(Path one, Path other) {
    try {
      return tree.node(one, false) == tree.node(other, false);
    } catch (RefusedException none) {
      return false;
    }
  }
}
