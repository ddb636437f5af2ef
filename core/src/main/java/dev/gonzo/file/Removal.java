package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.RemovePath;
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
 * Deletes a tree. It does not examine entries first: it deletes each entry, and only if the system
 * reports a directory that is not empty, it opens and empties that directory first. So there is no
 * time between a check and an action in which another file could take the name.
 */
final class Removal {
  private static final int MOST_TRIES = 10;

  private final Descent way = new Descent(false, false);
  // For each directory on the way down, how often it was entered.
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
        // New entries may have come, or the system may have skipped some while it was being
        // emptied.
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

  /** Deletes an entry, or goes down to it. False if it does not exist. */
  @Async
  private boolean remove(Path name, int firstTry) throws IOException {
    for (int tries = firstTry; ; tries++) {
      try {
        step(name, tries);
        return true;
      } catch (NoSuchFileException gone) {
        return false;
      } catch (IOException failure) {
        // An unspecific failure: the entry is of another kind by now.
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
