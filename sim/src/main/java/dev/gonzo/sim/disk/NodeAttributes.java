package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Account.Group;
import dev.gonzo.sim.disk.Account.User;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The attributes of a node at an instant, as programs get them. */
record NodeAttributes(Attributes attributes, Key fileKey, long size, Kind kind)
    implements PosixFileAttributes {
  /** What a node is, and the bits of its mode that say so, as Linux numbers them. */
  enum Kind {
    FILE(0100000),
    DIRECTORY(0040000),
    LINK(0120000),
    SOCKET(0140000),
    DEVICE(0020000);

    final int bits;

    Kind(int bits) {
      this.bits = bits;
    }

    static Kind of(Node node) {
      return switch (node) {
        case FileNode _ -> FILE;
        case DirectoryNode _ -> DIRECTORY;
        case LinkNode _ -> LINK;
        case SocketNode _ -> SOCKET;
        case SystemNode system -> system.file.isDevice() ? DEVICE : FILE;
      };
    }
  }

  /** Identifies a node, as a device and the number on it do in the JDK. */
  record Key(long number) {
    static final long DEVICE = 1;

    @Override
    public String toString() {
      return "(dev=" + DEVICE + ",ino=" + number + ")";
    }
  }

  static NodeAttributes of(Node node) {
    return new NodeAttributes(node.attributes, new Key(node.number), node.size(), Kind.of(node));
  }

  @Override
  public boolean isRegularFile() {
    return kind == Kind.FILE;
  }

  @Override
  public boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  @Override
  public boolean isSymbolicLink() {
    return kind == Kind.LINK;
  }

  @Override
  public boolean isOther() {
    return kind == Kind.SOCKET || kind == Kind.DEVICE;
  }

  /** The permissions, and what it is. */
  int mode() {
    return kind.bits | attributes.mode();
  }

  @Override
  public User owner() {
    return attributes.owner();
  }

  @Override
  public Group group() {
    return attributes.group();
  }

  @Override
  public Set<PosixFilePermission> permissions() {
    return permissions(attributes.mode());
  }

  @Override
  public FileTime lastModifiedTime() {
    return attributes.modified();
  }

  @Override
  public FileTime lastAccessTime() {
    return attributes.accessed();
  }

  @Override
  public FileTime creationTime() {
    return attributes.created();
  }

  /** The permissions in a mode. */
  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) { // in the system's order
      if ((mode >> (all.length - 1 - i) & 1) != 0) {
        permissions.add(all[i]);
      }
    }
    return Collections.unmodifiableSet(permissions);
  }

  /** The mode that permissions make. */
  static int mode(Set<?> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      mode = mode << 1 | (permissions.contains(permission) ? 1 : 0);
    }
    return mode;
  }
}
