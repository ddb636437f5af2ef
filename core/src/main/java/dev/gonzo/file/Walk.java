package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.trap.DirectoryEntry;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A way through a tree: each directory before what is in it. In memory are one page of each
 * directory on the way down, however many entries they have, and of those that {@link Descent} has
 * closed meanwhile the rest.
 */
final class Walk implements AutoCloseable {
  private final Path start;
  private final int maxDepth;
  private final boolean followLinks;
  private final Unreadable unreadable;
  private final Descent way;
  // Of the directories on the way down, if links are followed.
  private final Deque<Object> keys = new ArrayDeque<>();
  private Path directory;
  private @Nullable FileEntry last;
  // Of the last entry, in the present directory. (To ask its path takes long if that is long.)
  private Path name;

  Walk(Path start, int maxDepth, Set<FileVisitOption> options, Unreadable unreadable) {
    this.start = start;
    this.maxDepth = maxDepth;
    this.followLinks = options.contains(FileVisitOption.FOLLOW_LINKS);
    this.unreadable = unreadable;
    this.way = new Descent(followLinks, true);
    this.directory = start;
    this.name = start;
  }

  /** {@return the next entry, null at the end} */
  @Async
  @Nullable FileEntry next() throws IOException {
    if (last == null) {
      last = new FileEntry(start, look(start), 0);
      return last;
    }
    descend(last);
    while (way.depth() > 0) {
      FileEntry entry = nextHere();
      if (entry != null) {
        last = entry;
        return entry;
      }
      ascend();
    }
    return null;
  }

  /** {@return the name of the entry that came last; of the first one, the path of the start} */
  Path name() {
    return name;
  }

  /** {@return a path to the entry that came last, valid until the next} */
  Path place() {
    return way.reach(name);
  }

  /** Returns a failure on the {@link #place}, named as a user knows it. */
  IOException named(IOException failure) {
    return way.named(failure);
  }

  @Override
  public void close() {
    way.close();
  }

  private BasicFileAttributes look(Path path) throws IOException {
    LinkOption[] options =
        followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    return AsyncFiles.readAttributes(path, BasicFileAttributes.class, options);
  }

  private void descend(FileEntry entry) throws IOException {
    if (!entry.attributes().isDirectory() || entry.depth() >= maxDepth) {
      return;
    }
    try {
      Object key = followLinks ? entry.attributes().fileKey() : null;
      if (key != null && keys.contains(key)) {
        throw new FileSystemLoopException(entry.path().toString());
      }
      way.down(name);
      directory = entry.path();
      if (followLinks) {
        keys.push(key == null ? directory : key);
      }
    } catch (IOException failure) {
      unreadable.met(entry.path(), way.named(failure));
    }
  }

  private void ascend() throws IOException {
    way.up();
    if (followLinks) {
      keys.pop();
    }
    Path parent = directory.getParent();
    directory = way.depth() <= 1 || parent == null ? start : parent;
  }

  private @Nullable FileEntry nextHere() throws IOException {
    DirectoryEntry found;
    try {
      found = way.present().next(true);
    } catch (IOException failure) {
      unreadable.met(directory, way.named(failure));
      return null;
    }
    if (found == null) {
      return null;
    }
    name = found.path().getFileName();
    BasicFileAttributes attributes = found.attributes().orElseThrow();
    if (followLinks && attributes.isSymbolicLink()) {
      BasicFileAttributes target = AsyncFiles.attributesOrNull(way.reach(name));
      attributes = target == null ? attributes : target; // of a link that leads nowhere: its own
    }
    return new FileEntry(directory.resolve(name), attributes, way.depth());
  }
}
