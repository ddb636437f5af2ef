package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Account.Group;
import dev.gonzo.sim.disk.Account.User;
import dev.gonzo.sim.disk.Node.Name;
import dev.gonzo.trap.FileTrap.SetAttribute;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The setting of one attribute, by the names that the JDK has for them. */
final class AttributeChange {
  private static final int ALL_BITS = 07777;
  private static final int SPECIAL_BITS = 07000;
  private static final int MAY_READ = 4;

  private final Tree tree;
  private final Path path;
  private final boolean followLinks;

  AttributeChange(Tree tree, SetAttribute asked) {
    this.tree = tree;
    this.path = asked.path();
    this.followLinks = asked.followLinks();
  }

  static void make(Tree tree, SetAttribute asked) throws IOException {
    int colon = asked.attribute().indexOf(':');
    String view = colon < 0 ? "basic" : asked.attribute().substring(0, colon);
    String name = asked.attribute().substring(colon + 1);
    if (view.isEmpty()) {
      throw new IllegalArgumentException(asked.attribute());
    }
    var change = new AttributeChange(tree, asked);
    try {
      tree.disk().device().write();
      switch (view) {
        case "basic" -> change.basic(view, name, asked.value());
        case "posix" -> change.posix(view, name, asked.value());
        case "unix" -> change.unix(view, name, asked.value());
        case "owner" -> change.owner(view, name, asked.value());
        default -> throw new UnsupportedOperationException("View '" + view + "' not available");
      }
    } catch (RefusedException refused) {
      throw Failures.ofLibrary(asked.path(), refused);
    }
  }

  private static IllegalArgumentException unknown(String view, String name) {
    return new IllegalArgumentException("'" + view + ":" + name + "' not recognized");
  }

  private void basic(String view, String name, @Nullable Object value) throws RefusedException {
    switch (name) {
      case "lastModifiedTime" -> setTimes((FileTime) value, null);
      case "lastAccessTime" -> setTimes(null, (FileTime) value);
      case "creationTime" -> {} // which Linux does not let anybody change
      default -> throw unknown(view, name);
    }
  }

  private void posix(String view, String name, @Nullable Object value)
      throws RefusedException, IOException {
    switch (name) {
      case "permissions" ->
          setMode(NodeAttributes.mode((Set<?>) Objects.requireNonNull(value)), true);
      case "owner" -> setOwner((UserPrincipal) value);
      case "group" -> setGroup((GroupPrincipal) value);
      default -> basic(view, name, value);
    }
  }

  private void unix(String view, String name, @Nullable Object value)
      throws RefusedException, IOException {
    switch (name) {
      case "mode" -> setMode((Integer) Objects.requireNonNull(value) & ALL_BITS, false);
      case "uid", "gid" ->
          throw new UnsupportedOperationException(
              "a simulated disk knows users by their names: set posix:owner or posix:group");
      default -> posix(view, name, value);
    }
  }

  private void owner(String view, String name, @Nullable Object value)
      throws RefusedException, IOException {
    if (!name.equals("owner")) {
      throw unknown(view, name);
    }
    setOwner((UserPrincipal) value);
  }

  private Node owned(boolean follow) throws RefusedException {
    Node node = tree.node(path, follow);
    if (!tree.account().owns(node)) {
      throw new RefusedException(SystemError.EPERM);
    }
    return node;
  }

  private void setMode(int mode, boolean clearsSpecialBits) throws RefusedException {
    // A link is followed in any case: the JDK fails to pass on that it should not be.
    Node mine = owned(true);
    int kept = clearsSpecialBits ? mode & ~SPECIAL_BITS : mode;
    set(mine, mine.attributes.withMode(kept));
  }

  private void setOwner(@Nullable UserPrincipal owner) throws RefusedException, IOException {
    if (owner == null) {
      throw new NullPointerException("'owner' is null");
    }
    if (owner instanceof GroupPrincipal) {
      throw new IOException("'owner' parameter can't be a group");
    }
    Node node = tree.node(path, followLinks);
    var user = new User(owner.getName());
    if (!tree.account().isPrivileged()
        && !(tree.account().owns(node) && node.attributes.owner().equals(user))) {
      throw new RefusedException(SystemError.EPERM);
    }
    set(node, node.attributes.withOwner(user, node.attributes.group(), node instanceof FileNode));
  }

  private void setGroup(@Nullable GroupPrincipal named) throws RefusedException {
    if (named == null) {
      throw new NullPointerException("'owner' is null");
    }
    Node node = owned(followLinks);
    var group = new Group(named.getName());
    if (!tree.account().isPrivileged()
        && !group.equals(tree.account().group())
        && !group.equals(node.attributes.group())) {
      throw new RefusedException(SystemError.EPERM);
    }
    set(node, node.attributes.withOwner(node.attributes.owner(), group, node instanceof FileNode));
  }

  private void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed)
      throws RefusedException {
    if (modified == null && accessed == null) {
      return;
    }
    Node node = tree.node(path, followLinks);
    // The JDK opens the file to set its times.
    if (!(node instanceof LinkNode) && !tree.account().may(node.attributes, MAY_READ)) {
      throw new RefusedException(SystemError.EACCES);
    }
    Node mine = owned(followLinks);
    set(
        mine,
        mine.attributes.withTimes(
            modified == null ? mine.attributes.modified() : modified,
            accessed == null ? mine.attributes.accessed() : accessed));
  }

  private static void set(Node node, Attributes attributes) {
    node.attributes = attributes;
    Name name = node.anyName();
    if (name != null) {
      name.directory().modified(name.text());
    }
  }
}
