package dev.gonzo.file;

import dev.gonzo.Async;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies a tree, each directory before its entries, and completes it after them. It works on open
 * directories, so that neither the depth nor a link in place of a directory matters.
 */
final class TreeCopy implements AutoCloseable {
  private final CopyPlan plan;
  private final Path target;
  private final Walk walk;
  private final Descent copies = new Descent(false, false);
  // The directories of the copy on the way down, the current one first.
  private final Deque<Open> open = new ArrayDeque<>();

  /**
   * A directory of the copy whose entries are being copied.
   *
   * @param name its name in the directory above; for the root, its path
   * @param from the source; null if the directory existed before
   */
  private record Open(Path name, @Nullable Original from) {}

  private TreeCopy(CopyPlan plan, Path source, Path target) {
    this.plan = plan;
    this.target = target;
    this.walk = new Walk(source, Integer.MAX_VALUE, Set.of(), OnUnreadable.FAILS);
  }

  @Async
  static void of(CopyPlan plan, Path source, Path target) throws IOException {
    try (var copy = new TreeCopy(plan, source, target)) {
      copy.run();
    }
  }

  private void run() throws IOException {
    for (FileEntry entry = walk.next(); entry != null; entry = walk.next()) {
      leave(entry.depth());
      Path name = entry.depth() == 0 ? target : walk.name();
      try {
        Original created = begin(walk.place(), copies.reach(name));
        if (entry.attributes().isDirectory()) {
          copies.down(name);
          open.push(new Open(name, created));
        }
      } catch (IOException failure) {
        throw copies.named(walk.named(failure));
      }
    }
    leave(0);
  }

  private @Nullable Original begin(Path source, Path copy) throws IOException {
    boolean exists =
        plan.replace()
            && AsyncFiles.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)
            && AsyncFiles.isDirectory(source, LinkOption.NOFOLLOW_LINKS);
    return exists ? null : plan.begin(source, copy);
  }

  /** Completes the directories below a depth: all of their entries are copied. */
  private void leave(int depth) throws IOException {
    while (copies.depth() > depth) {
      copies.up();
      Open left = open.pop();
      if (left.from() != null) {
        try {
          plan.complete(left.from(), copies.reach(left.name()));
        } catch (IOException failure) {
          throw copies.named(failure);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      walk.close();
    } finally {
      copies.close();
    }
  }
}
