package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Node.Name;
import java.io.IOException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open file, of the disk or of the system; or a directory that was opened as one, to sync it.
 */
final class OpenedFile extends DiskHandle {
  /** How many bytes one operation transfers at most, as on a real kernel. */
  static final int MOST_BYTES = 128 * 1024;

  private static final long LARGEST = 1L << 44;

  private final Tree tree;
  private final OpenMode mode;
  private final @Nullable Name openedBy;

  OpenedFile(HostFiles host, Path path, Node node, @Nullable Name name, Tree tree, OpenMode mode) {
    super(host, path, node);
    this.tree = tree;
    this.mode = mode;
    this.openedBy = name;
  }

  private FileNode file() throws RefusedException {
    if (node() instanceof FileNode file) {
      return file;
    }
    throw new RefusedException(
        node() instanceof SystemNode ? SystemError.EINVAL : SystemError.EISDIR);
  }

  int read(long position, byte[] target, int offset, int length) throws RefusedException {
    if (!mode.reads()) {
      throw new NonReadableChannelException();
    }
    if (node() instanceof SystemNode system) {
      return system.file.read(position, target, offset, Math.min(length, MOST_BYTES));
    }
    FileNode file = file();
    Device device = tree.disk().device();
    device.read();
    long left = Math.min(file.size() - position, Math.min(length, MOST_BYTES));
    if (left <= 0) {
      return -1;
    }
    int count = device.transferred((int) left);
    device.rot(file, position, count);
    return file.contents.read(position, target, offset, count);
  }

  int write(long position, byte[] source, int offset, int length) throws RefusedException {
    if (!mode.writes()) {
      throw new NonWritableChannelException();
    }
    if (node() instanceof SystemNode system) {
      return system.file.write(Math.min(length, MOST_BYTES));
    }
    FileNode file = file();
    Device device = tree.disk().device();
    device.write();
    long at = mode.appends() ? file.size() : position;
    if (at >= LARGEST) {
      throw new RefusedException(SystemError.EFBIG);
    }
    int offered = (int) Math.min(Math.min(length, MOST_BYTES), LARGEST - at);
    int count = fitting(file, at, device.transferred(offered));
    tree.disk().take(file.contents.newSectors(at, count));
    file.contents.write(at, source, offset, count);
    changed(file);
    if (mode.syncs() != OpenMode.Syncs.NOTHING) {
      sync(mode.syncs() == OpenMode.Syncs.ALL);
    }
    return count;
  }

  /** How many of the bytes there is space for. */
  private int fitting(FileNode file, long at, int count) throws RefusedException {
    long free = tree.disk().freeSectors();
    if (file.contents.newSectors(at, count) <= free) {
      return count;
    }
    int fits = 0;
    int next = Math.min(count, Contents.SECTOR - (int) (at % Contents.SECTOR));
    while (fits < count && file.contents.newSectors(at, next) <= free) {
      fits = next;
      next = Math.min(count, next + Contents.SECTOR);
    }
    if (fits == 0) {
      throw tree.disk().full();
    }
    return fits;
  }

  void sync(boolean metadata) throws RefusedException {
    if (tree.disk().device().syncFails()) {
      tree.disk().failToSync(node());
    }
    tree.disk().sync(node(), metadata);
  }

  void truncate(long size) throws RefusedException {
    if (!mode.writes()) {
      throw new NonWritableChannelException();
    }
    FileNode file = file();
    if (file.size() > size) {
      tree.disk().device().write();
      cut(file, size);
    }
  }

  /** Empties a file when it is opened. */
  void empty() throws RefusedException {
    if (node() instanceof SystemNode) {
      return;
    }
    FileNode file = file();
    if (file.size() > 0) {
      cut(file, 0);
    }
  }

  private void cut(FileNode file, long size) {
    long before = file.sectors();
    file.contents.truncate(size);
    tree.disk().free(before - file.sectors());
    changed(file);
  }

  private void changed(FileNode file) {
    file.attributes = file.attributes.modifiedAt(tree.disk().now());
    Name name = openedBy != null && file.names.contains(openedBy) ? openedBy : file.anyName();
    if (name != null) {
      name.directory().modified(name.text());
    }
  }

  long size() {
    return node().size();
  }

  boolean lock(long from, long size, boolean isShared) {
    // A channel of the JDK, which a file to be deleted has, looks at its locks last.
    if (!mode.isDeleted() && node().locks.holds(this, from, size)) {
      return false;
    }
    if (isShared && !mode.reads()) {
      throw new NonReadableChannelException();
    }
    if (!isShared && !mode.writes()) {
      throw new NonWritableChannelException();
    }
    return node().locks.lock(this, from, size, isShared);
  }

  void unlock(long from, long size) {
    node().locks.unlock(this, from, size);
  }

  /** Its own path if a channel of the JDK uses it, which has no other. */
  @Override
  Path pathWhileOpen() {
    return mode.isDeleted() ? path() : super.pathWhileOpen();
  }

  /** The exception for a refused operation; a channel of the JDK uses a file to be deleted. */
  IOException failure(RefusedException refused) {
    return mode.isDeleted()
        ? new IOException(refused.error().systemsText())
        : Failures.ofKernel(path(), refused);
  }

  @Override
  void freed() {
    node().locks.releaseAllOf(this);
  }
}
