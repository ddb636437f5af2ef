package dev.gonzo.sim.disk;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.sim.disk.Lookup.Found;
import dev.gonzo.sim.disk.OpenMode.Creates;
import dev.gonzo.trap.Beneath;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;

/** Opens files, directories and watches. */
final class Opening {
  private static final int EVERYBODY_READS_AND_WRITES = 0666;
  private static final int MAY_READ = 4;
  private static final int MAY_WRITE = 2;

  private final HostFiles host;
  private final Tree tree;

  Opening(HostFiles host, Tree tree) {
    this.host = host;
    this.tree = tree;
  }

  /** The permissions of a new file or directory. */
  static int permissions(List<FileAttribute<?>> attributes, int usual) {
    int mode = usual;
    for (FileAttribute<?> attribute : attributes) {
      if (!attribute.name().equals("posix:permissions")
          || !(attribute.value() instanceof Set<?> granted)) {
        throw new UnsupportedOperationException(
            "'" + attribute.name() + "' not supported as initial attribute");
      }
      mode = NodeAttributes.mode(granted);
    }
    return mode;
  }

  OpenedFile file(OpenFile asked) throws IOException {
    int permissions = permissions(asked.attributes(), EVERYBODY_READS_AND_WRITES);
    OpenMode mode = OpenMode.of(asked.options());
    Path path = asked.path();
    if (mode.beneath() != null) {
      return fileBeneath(path, mode, mode.beneath(), permissions);
    }
    if (mode.isDeleted() && mode.creates() == Creates.ALWAYS && path.endsWith(".")) {
      throw new FileAlreadyExistsException(path.toString()); // checked before the file is opened
    }
    try {
      OpenedFile file = file(path, mode, permissions);
      if (mode.isDeleted() && file.node() instanceof FileNode) {
        tree.remove(path);
      }
      return file;
    } catch (RefusedException refused) {
      throw mode.isDeleted() ? ofDeleted(path, mode, refused) : Failures.ofKernel(path, refused);
    }
  }

  /** A channel of the JDK opens a file that is to be deleted. */
  private static IOException ofDeleted(Path path, OpenMode mode, RefusedException refused) {
    if (!mode.followsLinks()) {
      return refused.error() == SystemError.ELOOP
          ? new IOException(refused.error().systemsText() + " (NOFOLLOW_LINKS specified)")
          : Failures.ofLibrary(path, refused);
    }
    return refused.error() == SystemError.EISDIR
        ? new FileAlreadyExistsException(path.toString())
        : Failures.ofLibrary(path, refused);
  }

  private OpenedFile fileBeneath(Path path, OpenMode mode, Beneath beneath, int permissions)
      throws IOException {
    try {
      Node _ = tree.node(beneath.root(), true);
    } catch (RefusedException refused) {
      throw Failures.ofKernel(beneath.root(), refused);
    }
    OpenedFile file;
    try {
      file = file(path, mode, permissions);
    } catch (RefusedException refused) {
      if (refused.error() == SystemError.EXDEV) {
        throw new AccessDeniedException(path.toString(), null, "it leads out of " + beneath.root());
      }
      throw Failures.ofKernel(path, refused);
    }
    if (!(file.node() instanceof FileNode)) {
      file.close();
      throw new FileSystemException(path.toString(), null, "it is not a regular file");
    }
    return file;
  }

  /** Opens a file. */
  OpenedFile file(Path path, OpenMode mode, int permissions)
      throws RefusedException, TooManyOpenFilesException {
    host.requireRoomFor(path);
    boolean follow = mode.followsLinks() && mode.creates() != Creates.ALWAYS;
    Beneath beneath = mode.beneath();
    Found found =
        beneath == null
            ? tree.lookup().find(path, follow)
            : tree.lookup().findBeneath(beneath.root(), path, follow);
    Node node = found.node();
    if (node == null) {
      if (mode.creates() == Creates.NEVER) {
        found.requireValidName();
        throw new RefusedException(SystemError.ENOENT);
      }
      tree.disk().device().write();
      node = tree.createFile(found, permissions);
      return host.opened(new OpenedFile(host, path, node, found.name(), tree, mode));
    }
    requireMayOpen(node, mode);
    OpenedFile file = new OpenedFile(host, path, node, found.name(), tree, mode);
    if (mode.truncates()) {
      file.empty();
    }
    return host.opened(file);
  }

  private void requireMayOpen(Node node, OpenMode mode) throws RefusedException {
    if (mode.creates() == Creates.ALWAYS) {
      throw new RefusedException(SystemError.EEXIST);
    }
    if (node instanceof LinkNode) {
      throw new RefusedException(SystemError.ELOOP);
    }
    if (node instanceof DirectoryNode && mode.writes()) {
      throw new RefusedException(SystemError.EISDIR);
    }
    int wanted = (mode.reads() ? MAY_READ : 0) | (mode.writes() ? MAY_WRITE : 0);
    if (!tree.account().may(node.attributes, wanted)) {
      throw new RefusedException(SystemError.EACCES);
    }
    if (node instanceof SocketNode) {
      throw new RefusedException(SystemError.ENXIO);
    }
  }

  OpenedDirectory directory(OpenDirectory asked) throws IOException {
    Path path = asked.path();
    try {
      host.requireRoomFor(path);
      tree.disk().device().read();
      if (tree.node(path, asked.followLinks()) instanceof DirectoryNode directory) {
        if (!tree.account().may(directory.attributes, MAY_READ)) {
          throw new RefusedException(SystemError.EACCES);
        }
        return host.opened(new OpenedDirectory(host, path, directory, tree.disk()));
      }
      throw new NotDirectoryException(path.toString());
    } catch (RefusedException refused) {
      if (refused.error() == SystemError.ENOTDIR) {
        throw new NotDirectoryException(path.toString());
      }
      throw Failures.ofKernel(path, refused);
    }
  }

  Watch watch(OpenWatch asked) throws IOException {
    Path path = asked.directory();
    try {
      host.requireRoomFor(path);
      if (tree.node(path, true) instanceof DirectoryNode directory) {
        if (!tree.account().may(directory.attributes, MAY_READ)) {
          throw new RefusedException(SystemError.EACCES);
        }
        return host.opened(new Watch(host, asked, directory));
      }
      throw new NotDirectoryException(path.toString());
    } catch (RefusedException refused) {
      throw Failures.ofLibrary(path, refused);
    }
  }
}
