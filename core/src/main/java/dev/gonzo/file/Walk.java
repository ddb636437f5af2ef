package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Generator;
import dev.gonzo.trap.CloseFile;
import dev.gonzo.trap.DirectoryEntry;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.OpenDirectory;
import dev.gonzo.trap.ReadDirectory;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A way through a tree: each directory before what is in it. In memory are one page of each
 * directory on the way down, however many entries they have.
 */
final class Walk {
  /** So many entries of a directory are read at once. */
  static final int PAGE = 512;

  private final int maxDepth;
  private final boolean followLinks;
  private final Unreadable unreadable;
  private final Deque<Level> levels = new ArrayDeque<>();

  Walk(int maxDepth, Set<FileVisitOption> options, Unreadable unreadable) {
    this.maxDepth = maxDepth;
    this.followLinks = options.contains(FileVisitOption.FOLLOW_LINKS);
    this.unreadable = unreadable;
  }

  /** A directory that is being read. */
  private static final class Level implements AutoCloseable {
    private final Path path;
    private final @Nullable Object key;
    private final Handle handle;
    private Iterator<DirectoryEntry> page = List.<DirectoryEntry>of().iterator();

    Level(FileEntry directory) throws IOException {
      path = directory.path();
      key = directory.attributes().fileKey();
      handle = Coroutine.trap(new OpenDirectory(path));
    }

    @Nullable DirectoryEntry next() throws IOException {
      if (!page.hasNext()) {
        page = Coroutine.trap(new ReadDirectory(handle, PAGE, true)).iterator();
      }
      return page.hasNext() ? page.next() : null;
    }

    @Override
    public void close() {
      Walk.close(handle);
    }
  }

  static void close(Handle handle) {
    Trap<@Nullable Void> close = new CloseFile(handle); // never fails
    Coroutine.trap(close);
  }

  @Async
  void from(Path start, Generator.Output<? super FileEntry> out) throws IOException {
    LinkOption[] options =
        followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    var first =
        new FileEntry(
            start, AsyncFiles.readAttributes(start, BasicFileAttributes.class, options), 0);
    out.yield(first);
    try {
      descend(first);
      while (!levels.isEmpty()) {
        FileEntry entry = next(levels.element());
        if (entry == null) {
          levels.pop().close();
        } else {
          out.yield(entry);
          descend(entry);
        }
      }
    } finally {
      levels.forEach(Level::close);
    }
  }

  private void descend(FileEntry entry) throws IOException {
    if (!entry.attributes().isDirectory() || entry.depth() >= maxDepth) {
      return;
    }
    try {
      refuseLoop(entry);
      levels.push(new Level(entry));
    } catch (IOException failure) {
      unreadable.met(entry.path(), failure);
    }
  }

  private void refuseLoop(FileEntry entry) throws IOException {
    Object key = entry.attributes().fileKey();
    if (followLinks && key != null) {
      for (Level above : levels) {
        if (key.equals(above.key)) {
          throw new FileSystemLoopException(entry.path().toString());
        }
      }
    }
  }

  private @Nullable FileEntry next(Level level) throws IOException {
    DirectoryEntry found;
    try {
      found = level.next();
    } catch (IOException failure) {
      unreadable.met(level.path, failure);
      return null;
    }
    if (found == null) {
      return null;
    }
    BasicFileAttributes attributes = found.attributes().orElseThrow();
    if (followLinks && attributes.isSymbolicLink()) {
      BasicFileAttributes target = AsyncFiles.attributesOrNull(found.path());
      attributes = target == null ? attributes : target; // of a link that leads nowhere: its own
    }
    return new FileEntry(found.path(), attributes, levels.size());
  }
}
