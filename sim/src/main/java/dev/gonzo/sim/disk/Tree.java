package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Lookup.Found;
import dev.gonzo.sim.disk.Node.Name;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The tree of a disk as one account changes it: the system calls on names. */
final class Tree {
  private static final int MAY_CHANGE_ENTRIES = 3;
  private static final int MAY_WRITE = 2;
  private static final int STICKY = 01000;
  private static final int LINK_MODE = 0777;
  private static final int SOCKET_MODE = 0777;

  private final Disk disk;
  private final Account account;
  private final Lookup lookup;

  Tree(Disk disk, Account account, Lookup lookup) {
    this.disk = disk;
    this.account = account;
    this.lookup = lookup;
  }

  Disk disk() {
    return disk;
  }

  Account account() {
    return account;
  }

  Lookup lookup() {
    return lookup;
  }

  Node node(Path path, boolean follow) throws RefusedException {
    return lookup.find(path, follow).orRefuse();
  }

  // ---------------------------------------------------------------- new names

  /** Creates a file at a place at which there is nothing. */
  FileNode createFile(Found place, int mode) throws RefusedException {
    FileNode file = disk.newFile(newAttributes(mode));
    create(free(place), file);
    return file;
  }

  void makeDirectory(Path path, int mode) throws RefusedException {
    Name name = free(lookup.find(path, false));
    create(name, disk.newDirectory(name.directory(), newAttributes(mode)));
  }

  void makeSymbolicLink(Path path, String target) throws RefusedException {
    if (target.isEmpty()) {
      throw new RefusedException(SystemError.ENOENT);
    }
    Name name = free(lookup.find(path, false));
    create(name, disk.newLink(disk.newAttributes(LINK_MODE, account), target));
  }

  /** Creates the name of a socket. */
  SocketNode makeSocket(Path path) throws RefusedException {
    Name name = free(lookup.find(path, false));
    SocketNode socket = disk.newSocket(newAttributes(SOCKET_MODE));
    create(name, socket);
    return socket;
  }

  private Attributes newAttributes(int mode) {
    return disk.newAttributes(mode & ~account.mask(), account);
  }

  /** The name of a place at which there is nothing. */
  private static Name free(Found place) throws RefusedException {
    place.requireValidName();
    if (place.name() == null || place.node() != null) {
      throw new RefusedException(SystemError.EEXIST);
    }
    return place.name();
  }

  private void create(Name name, Node node) throws RefusedException {
    requireMayAddTo(name.directory());
    disk.take(node.sectors());
    node.names.add(name);
    enter(name, node);
    disk.nameLog().created(name, node);
    name.directory().created(name.text());
  }

  void makeHardLink(Path existing, Path path) throws RefusedException {
    Found source = lookup.find(existing, false);
    Node node = source.orRefuse();
    Name name = free(lookup.find(path, false));
    requireMayAddTo(name.directory());
    if (node instanceof DirectoryNode || !account.owns(node)) {
      throw new RefusedException(SystemError.EPERM);
    }
    Name from = source.name() == null ? node.anyName() : source.name();
    if (from == null) {
      throw new RefusedException(SystemError.ENOENT);
    }
    node.names.add(name);
    enter(name, node);
    disk.nameLog().linked(from, name, node);
    name.directory().created(name.text());
  }

  private void requireMayAddTo(DirectoryNode directory) throws RefusedException {
    if (directory.isRemoved()) {
      throw new RefusedException(SystemError.ENOENT);
    }
    if (!account.may(directory.attributes, MAY_CHANGE_ENTRIES)) {
      throw new RefusedException(SystemError.EACCES);
    }
  }

  private void enter(Name name, Node node) {
    name.directory().entries.put(name.text(), node);
    changed(name.directory());
  }

  private void changed(DirectoryNode directory) {
    directory.attributes = directory.attributes.modifiedAt(disk.now());
  }

  // ---------------------------------------------------------------- removal

  /** Removes a file, a link or an empty directory, as the JDK does: by what is there. */
  void remove(Path path) throws RefusedException {
    Found found = lookup.find(path, false);
    Node node = found.orRefuse();
    Name name = found.name();
    if (name == null) {
      throw new RefusedException(
          found.isSelf()
              ? SystemError.EINVAL
              : node == disk.root() ? SystemError.EBUSY : SystemError.ENOTEMPTY);
    }
    requireMayRemove(name, node);
    if (node instanceof DirectoryNode directory && !directory.entries.isEmpty()) {
      throw new RefusedException(SystemError.ENOTEMPTY);
    }
    removeEntry(name, node);
    disk.nameLog().removed(name, node);
    gone(node);
    name.directory().deleted(name.text());
  }

  private void requireMayRemove(Name name, Node node) throws RefusedException {
    DirectoryNode directory = name.directory();
    if (!account.may(directory.attributes, MAY_CHANGE_ENTRIES)) {
      throw new RefusedException(SystemError.EACCES);
    }
    if ((directory.attributes.mode() & STICKY) != 0
        && !account.owns(node)
        && !account.owns(directory)) {
      throw new RefusedException(SystemError.EPERM);
    }
  }

  private void removeEntry(Name name, Node node) {
    name.directory().entries.remove(name.text());
    changed(name.directory());
    node.names.remove(name);
  }

  /** Frees the space of a node to which nothing leads any more. */
  void freeIfGone(Node node) {
    if (node.isGone()) {
      disk.free(node.sectors());
    }
  }

  private void gone(Node node) {
    freeIfGone(node);
    if (node instanceof DirectoryNode directory) {
      directory.endWatches();
    }
  }

  // ---------------------------------------------------------------- renaming

  void rename(Path source, Path target) throws RefusedException {
    Found from = lookup.find(source, false);
    Found to = lookup.find(target, false);
    Name oldName = from.name();
    Name newName = to.name();
    if (oldName == null || newName == null) {
      throw new RefusedException(SystemError.EBUSY);
    }
    Node node = from.orRefuse();
    to.requireValidName();
    Node replaced = to.node();
    if (node instanceof DirectoryNode moved && newName.directory().isBelow(moved)) {
      throw new RefusedException(SystemError.EINVAL);
    }
    if (replaced instanceof DirectoryNode above && oldName.directory().isBelow(above)) {
      throw new RefusedException(SystemError.ENOTEMPTY);
    }
    if (node == replaced) {
      return; // two names of one file: nothing happens, as POSIX demands
    }
    requireMayRemove(oldName, node);
    if (replaced == null) {
      requireMayAddTo(newName.directory());
    } else {
      requireMayReplace(newName, replaced, node);
    }
    requireMayMove(oldName, newName, node);
    if (replaced instanceof DirectoryNode directory && !directory.entries.isEmpty()) {
      throw new RefusedException(SystemError.ENOTEMPTY);
    }
    move(oldName, newName, node, replaced);
  }

  private void requireMayReplace(Name name, Node replaced, Node by) throws RefusedException {
    requireMayRemove(name, replaced);
    boolean isDirectory = replaced instanceof DirectoryNode;
    if (by instanceof DirectoryNode != isDirectory) {
      throw new RefusedException(isDirectory ? SystemError.EISDIR : SystemError.ENOTDIR);
    }
  }

  /** A directory that is moved elsewhere is changed itself: its ".." is another one. */
  private void requireMayMove(Name from, Name to, Node node) throws RefusedException {
    if (node instanceof DirectoryNode
        && from.directory() != to.directory()
        && !account.may(node.attributes, MAY_WRITE)) {
      throw new RefusedException(SystemError.EACCES);
    }
  }

  private void move(Name from, Name to, Node node, @Nullable Node replaced) {
    if (replaced != null) {
      replaced.names.remove(to);
    }
    // Before the tree changes: the order depends on where the new directory is now.
    disk.nameLog().renamed(from, to, node, replaced);
    removeEntry(from, node);
    node.names.add(to);
    enter(to, node);
    if (node instanceof DirectoryNode moved) {
      moved.parent = to.directory();
    }
    if (replaced != null) {
      gone(replaced);
    }
    from.directory().deleted(from.text());
    to.directory().created(to.text());
  }
}
