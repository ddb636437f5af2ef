package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open directories from a root down to the current one, each opened relative to the one above
 * it. Because names are resolved in open directories, links that are swapped in are not followed,
 * paths do not become too long in a deep tree, and a directory that was moved away is not confused
 * with one that has taken its name.
 *
 * <p>If links are not followed, only the nearest {@link #MOST_OPEN} directories are open. Those
 * above them are reopened, as "..", on the way up.
 */
final class Descent implements AutoCloseable {
  /** How many directories are open at once. Each may take three descriptors. */
  static final int MOST_OPEN = 16;

  /** How many entries of a directory are read at once. */
  static final int PAGE = 512;

  private static final int LONGEST_NAME = 4_000;

  private final boolean followLinks;
  private final boolean readsOnce;
  private final List<Level> levels = new ArrayList<>();

  /**
   * Creates a descent positioned above its root.
   *
   * @param followLinks whether names may be links to directories
   * @param readsOnce whether reading a reopened directory continues where it was, instead of from
   *     the beginning; the rest of its entries is kept in memory meanwhile
   */
  Descent(boolean followLinks, boolean readsOnce) {
    this.followLinks = followLinks;
    this.readsOnce = readsOnce;
  }

  /** A directory on the way down. */
  static final class Level {
    private final Path name;
    private @Nullable Handle handle;
    // Valid while it is open.
    private Path path;
    // If the system has no paths for open directories, a directory can be found again only by its
    // name.
    private final boolean foundByName;
    private @Nullable Object key;
    // If set, the page has all remaining entries.
    private boolean allRead;
    private Iterator<DirectoryEntry> page = List.<DirectoryEntry>of().iterator();

    private Level(Path name, Path reached, Handle handle) throws IOException {
      this.name = name;
      this.handle = handle;
      this.path = Coroutine.trap(new PathOf(handle));
      this.foundByName = path.equals(reached);
    }

    /** {@return its name in the directory above, or the path of the root} */
    Path name() {
      return name;
    }

    /** {@return the next entry; null at the end} */
    @Async
    @Nullable DirectoryEntry next(boolean attributes) throws IOException {
      if (!page.hasNext() && handle != null && !allRead) {
        page = Coroutine.trap(new ReadDirectory(handle, PAGE, attributes)).iterator();
      }
      return page.hasNext() ? page.next() : null;
    }

    /** Closes it temporarily. If it could not be recognised again, it stays open. */
    @Async
    private void putAside(boolean readRest) throws IOException {
      if (handle == null || foundByName) {
        return;
      }
      key = keyOf(path);
      if (key == null) {
        return;
      }
      if (readRest) {
        var rest = new ArrayList<DirectoryEntry>();
        for (DirectoryEntry entry = next(true); entry != null; entry = next(true)) {
          rest.add(entry);
        }
        page = rest.iterator();
        allRead = true;
      } else {
        page = List.<DirectoryEntry>of().iterator();
      }
      close();
    }

    private void close() {
      if (handle != null) {
        Descent.close(handle);
        handle = null;
      }
    }
  }

  static void close(Handle handle) {
    Trap<@Nullable Void> close = new CloseFile(handle); // never fails
    Coroutine.trap(close);
  }

  @Async
  private static @Nullable Object keyOf(Path path) throws IOException {
    return AsyncFiles.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** {@return the depth of the current directory; 0 above the root} */
  int depth() {
    return levels.size();
  }

  /** {@return the current directory} */
  Level present() {
    return levels.getLast();
  }

  /**
   * Returns a path to an entry of the current directory, valid until the next step.
   *
   * @param name its name; above the root, the path of the root
   */
  Path reach(Path name) {
    if (levels.isEmpty()) {
      return name;
    }
    Path above = present().path;
    return above.getFileSystem() == name.getFileSystem()
        ? above.resolve(name)
        : above.resolve(name.toString());
  }

  /**
   * Goes down to a directory. If that fails, the current directory is unchanged.
   *
   * @param name as in {@link #reach}
   * @throws java.nio.file.NotDirectoryException if it is not a directory, or is a link that is not
   *     followed
   * @throws IOException if it cannot be opened
   */
  @Async
  void down(Path name) throws IOException {
    if (!followLinks && levels.size() >= MOST_OPEN) {
      levels.get(levels.size() - MOST_OPEN).putAside(readsOnce);
    }
    Path reached = reach(name);
    Handle handle = Coroutine.trap(new OpenDirectory(reached, followLinks));
    levels.add(new Level(name, reached, handle));
  }

  /** Goes up to the parent directory, or above the root. */
  @Async
  void up() throws IOException {
    Level left = levels.removeLast();
    try {
      if (!levels.isEmpty() && present().handle == null) {
        reopen(present(), left);
      }
    } finally {
      left.close();
    }
  }

  @Async
  private void reopen(Level above, Level left) throws IOException {
    Path up = left.path.resolve("..");
    Handle handle;
    try {
      handle = Coroutine.trap(new OpenDirectory(up, false));
    } catch (IOException failure) {
      throw Renaming.of(failure, up.toString(), place());
    }
    above.handle = handle;
    above.path = Coroutine.trap(new PathOf(handle));
    if (above.key == null || !above.key.equals(keyOf(above.path))) {
      throw new FileSystemException(
          place(), null, "a directory below it was moved away in the meantime: try again");
    }
  }

  /** Closes all open directories. */
  @Override
  public void close() {
    levels.forEach(Level::close);
  }

  /**
   * Converts a failure on a path from {@link #reach} to one that names the path that the user
   * knows.
   *
   * @param failure an exception since the last step
   */
  IOException named(IOException failure) {
    return levels.isEmpty() ? failure : Renaming.of(failure, present().path.toString(), place());
  }

  /**
   * The path of the current directory, for messages; a very long path is shortened in the middle.
   */
  private String place() {
    var place = new StringBuilder();
    for (Level level : levels) {
      if (!place.isEmpty() && place.charAt(place.length() - 1) != '/') {
        place.append('/');
      }
      place.append(level.name);
    }
    return place.length() <= LONGEST_NAME
        ? place.toString()
        : place.substring(0, LONGEST_NAME / 2)
            + "..."
            + place.substring(place.length() - LONGEST_NAME / 2);
  }
}
