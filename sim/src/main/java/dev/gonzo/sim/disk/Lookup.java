package dev.gonzo.sim.disk;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** Finds nodes by their paths, as Linux does. */
final class Lookup {
  private static final int LONGEST_PATH = 4095;
  private static final int LONGEST_NAME = 255;
  private static final int MOST_LINKS = 40;
  private static final int SEARCH = 1;

  /** The beginning of the paths that lead to what is open, whatever its names are by now. */
  static final String DESCRIPTORS = "/proc/self/fd/";

  private final DirectoryNode root;
  private final Account account;
  private final Path workingDirectory;
  private final OpenNodes open;

  Lookup(DirectoryNode root, Account account, Path workingDirectory, OpenNodes open) {
    this.root = root;
    this.account = account;
    this.workingDirectory = workingDirectory;
    this.open = open;
  }

  /** The nodes that are open, by their numbers. */
  @FunctionalInterface
  interface OpenNodes {
    @Nullable Node node(String number);
  }

  /**
   * A place in the tree.
   *
   * @param name the name that was found last; null for ".", ".." and the root, which are no names
   * @param isSelf whether the path ends with "."
   * @param node what is there; null if nothing is
   */
  record Found(Node.@Nullable Name name, boolean isSelf, @Nullable Node node) {
    Node orRefuse() throws RefusedException {
      requireValidName();
      if (node == null) {
        throw new RefusedException(SystemError.ENOENT);
      }
      return node;
    }

    /**
     * Refuses a name that is too long, once it is looked up: what is checked before comes first.
     */
    void requireValidName() throws RefusedException {
      if (name != null && bytes(name.text()) > LONGEST_NAME) {
        throw new RefusedException(SystemError.ENAMETOOLONG);
      }
    }
  }

  static String text(Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new UnsupportedOperationException(
          path + " is in " + path.getFileSystem() + ", which is not on the simulated disk");
    }
    String text = path.toString();
    return text.isEmpty() ? "." : text;
  }

  Path absolute(Path path) {
    return path.isAbsolute() ? path : workingDirectory.resolve(path);
  }

  /**
   * Finds a path.
   *
   * @param follow whether a link at its end is followed
   */
  Found find(Path path, boolean follow) throws RefusedException {
    String text = text(path);
    if (bytes(text) > LONGEST_PATH) {
      throw new RefusedException(SystemError.ENAMETOOLONG);
    }
    if (text.startsWith(DESCRIPTORS)) {
      return fromDescriptor(text.substring(DESCRIPTORS.length()), follow);
    }
    if (text.startsWith("/")) {
      return walk(root, names(text), follow, false);
    }
    Node here = walk(root, names(workingDirectory.toString()), true, false).orRefuse();
    return walk(here, names(text), follow, false);
  }

  private Found fromDescriptor(String text, boolean follow) throws RefusedException {
    Deque<String> names = names(text);
    Node node = names.isEmpty() ? null : open.node(names.removeFirst());
    if (node == null) {
      throw new RefusedException(SystemError.ENOENT);
    }
    return names.isEmpty() ? new Found(null, false, node) : walk(node, names, follow, false);
  }

  /** Finds a path in a tree that it may not lead out of. */
  Found findBeneath(Path root, Path path, boolean follow) throws RefusedException {
    Node top = find(root, true).orRefuse();
    return walk(top, names(text(root.relativize(path))), follow, true);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Deque<String> names(String text) {
    var names = new ArrayDeque<String>();
    for (var each = new StringTokenizer(text, "/"); each.hasMoreTokens(); ) {
      names.add(each.nextToken());
    }
    return names;
  }

  private Found walk(Node start, Deque<String> names, boolean follow, boolean isBeneath)
      throws RefusedException {
    Node at = start;
    Found found = new Found(null, false, start);
    int links = 0;
    while (!names.isEmpty()) {
      String text = names.removeFirst();
      if (!(at instanceof DirectoryNode directory)) {
        throw new RefusedException(SystemError.ENOTDIR);
      }
      found = step(directory, text, isBeneath && directory == start);
      Node node = found.node();
      if (node instanceof LinkNode link && (follow || !names.isEmpty())) {
        if (++links > MOST_LINKS) {
          throw new RefusedException(SystemError.ELOOP);
        }
        List.copyOf(names(link.target)).reversed().forEach(names::addFirst);
        boolean isAbsolute = link.target.startsWith("/");
        if (isAbsolute && isBeneath) {
          throw new RefusedException(SystemError.EXDEV);
        }
        at = isAbsolute ? root : directory;
        found = new Found(null, false, at);
        if (isAbsolute && link.target.startsWith(DESCRIPTORS)) {
          at = fromDescriptor(removeDescriptor(names), true).orRefuse();
          found = new Found(null, false, at);
        }
      } else if (!names.isEmpty()) {
        at = found.orRefuse();
      }
    }
    return found;
  }

  /** Removes "proc", "self", "fd" and the number from the names; returns the number. */
  private static String removeDescriptor(Deque<String> names) {
    for (int i = 0; i < 3; i++) {
      String _ = names.removeFirst();
    }
    return names.isEmpty() ? "" : names.removeFirst();
  }

  private Found step(DirectoryNode directory, String text, boolean isTop) throws RefusedException {
    if (!account.may(directory.attributes, SEARCH)) {
      throw new RefusedException(SystemError.EACCES);
    }
    if (text.equals(".")) {
      return new Found(null, true, directory);
    }
    if (text.equals("..")) {
      if (isTop) {
        throw new RefusedException(SystemError.EXDEV);
      }
      return new Found(null, false, directory.parent);
    }
    return new Found(new Node.Name(directory, text), false, directory.entries.get(text));
  }
}
