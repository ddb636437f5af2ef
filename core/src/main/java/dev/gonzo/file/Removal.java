package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.DirectoryEntry;
import dev.gonzo.trap.RemovePath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The removal of a tree. Nothing is looked at: each entry is removed, and only where the system
 * says that it is a directory with something in it, it is opened and emptied first. So there is no
 * time between a look and a step in which something else could take its name.
 */
final class Removal {
  private static final int MOST_TRIES = 10;

  private final Descent way = new Descent(false, false);
  // How often each directory on the way down was begun.
  private final Deque<Integer> begun = new ArrayDeque<>();

  private Removal() {}

  @Async
  static void of(Path root) throws IOException {
    var removal = new Removal();
    try (removal.way) {
      removal.run(root);
    }
  }

  @Async
  private void run(Path root) throws IOException {
    if (!remove(root, 1)) {
      throw new NoSuchFileException(root.toString());
    }
    while (way.depth() > 0) {
      DirectoryEntry entry = next();
      if (entry != null) {
        boolean _ = remove(entry.path().getFileName(), 1);
      } else {
        Path emptied = way.present().name();
        way.up();
        // Entries may have come meanwhile, or the system passed over some while it was emptied.
        boolean _ = remove(emptied, begun.pop() + 1);
      }
    }
  }

  @Async
  private @Nullable DirectoryEntry next() throws IOException {
    try {
      return way.present().next(false);
    } catch (IOException failure) {
      throw way.named(failure);
    }
  }

  /** Removes an entry, or goes down to it. False if it is not there. */
  @Async
  private boolean remove(Path name, int firstTry) throws IOException {
    for (int tries = firstTry; ; tries++) {
      try {
        step(name, tries);
        return true;
      } catch (NoSuchFileException gone) {
        return false;
      } catch (IOException failure) {
        // Of no kind of its own: what was looked at is something else by now.
        boolean changed =
            failure instanceof NotDirectoryException
                || failure.getClass() == FileSystemException.class;
        if (!changed || tries >= MOST_TRIES) {
          throw way.named(failure);
        }
      }
    }
  }

  @Async
  private void step(Path name, int tries) throws IOException {
    try {
      Coroutine.trap(new RemovePath(way.reach(name)));
    } catch (DirectoryNotEmptyException full) {
      if (tries >= MOST_TRIES) {
        throw full;
      }
      way.down(name);
      begun.push(tries);
    }
  }
}
