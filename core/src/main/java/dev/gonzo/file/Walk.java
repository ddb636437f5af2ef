package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
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
 * A walk through a tree, each directory before its entries. It keeps in memory only one page of
 * each directory on the way down, however many entries they have, and all remaining entries of
 * directories that {@link Descent} has closed temporarily.
 */
final class Walk implements AutoCloseable {
  private final Path start;
  private final int maxDepth;
  private final boolean followLinks;
  private final OnUnreadable unreadable;
  private final Descent way;
  // The keys of the directories on the way down, if links are followed.
  private final Deque<Object> keys = new ArrayDeque<>();
  private Path directory;
  private @Nullable FileEntry last;
  // The name of the last entry in the current directory. (Computing it from a long path is slow.)
  private Path name;

  Walk(Path start, int maxDepth, Set<FileVisitOption> options, OnUnreadable unreadable) {
    this.start = start;
    this.maxDepth = maxDepth;
    this.followLinks = options.contains(FileVisitOption.FOLLOW_LINKS);
    this.unreadable = unreadable;
    this.way = new Descent(followLinks, true);
    this.directory = start;
    this.name = start;
  }

  /** {@return the next entry; null at the end} */
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

  /** {@return the name of the last entry; for the first one, the path of the start} */
  Path name() {
    return name;
  }

  /** {@return a path to the last entry, valid until the next one} */
  Path place() {
    return way.reach(name);
  }

  /** Converts a failure on the {@link #place} to one that names the path that the user knows. */
  IOException named(IOException failure) {
    return way.named(failure);
  }

  @Override
  public void close() {
    way.close();
  }

  private BasicFileAttributes look(Path path) throws IOException {
    BasicFileAttributes target = followLinks ? AsyncFiles.attributesOrNull(path) : null;
    // A link that leads nowhere, or to itself, keeps its own attributes.
    return target == null
        ? AsyncFiles.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        : target;
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
      // A dangling link keeps its own attributes.
      attributes = target == null ? attributes : target;
    }
    return new FileEntry(directory.resolve(name), attributes, way.depth());
  }
}
