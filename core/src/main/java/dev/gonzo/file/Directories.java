package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Generator;
import dev.gonzo.trap.DirectoryEntry;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.MakeDirectory;
import dev.gonzo.trap.MakeTemporary;
import dev.gonzo.trap.OpenDirectory;
import dev.gonzo.trap.ReadDirectory;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitOption;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Directories: what is in them, and what happens there.
 *
 * <p>Lists and walks are read page by page as they are iterated, so that a million entries do not
 * fill memory. One that is left before its end is closed:
 *
 * <pre>{@code
 * try (var entries = Directories.walk(root)) {
 *   for (FileEntry entry : entries) if (entry.path().endsWith("lost")) return entry;
 * }
 * }</pre>
 */
public final class Directories {
  private Directories() {}

  /**
   * Tells what is in a directory, in the system's order.
   *
   * <p>Iterating suspends, at checkpoints, and throws what {@link java.nio.file.Files#list} does,
   * but as an {@link IOException}.
   *
   * @param directory where
   * @return the paths, which begin with the directory's
   */
  public static Generator<Path> list(Path directory) {
    return Generator.of(out -> {
      Handle handle = Coroutine.trap(new OpenDirectory(directory));
      try {
        for (var page = page(handle); !page.isEmpty(); page = page(handle)) {
          for (DirectoryEntry entry : page) {
            out.yield(entry.path());
          }
        }
      } finally {
        Descent.close(handle);
      }
    });
  }

  private static List<DirectoryEntry> page(Handle directory) throws IOException {
    return Coroutine.trap(new ReadDirectory(directory, Descent.PAGE, false));
  }

  /**
   * Goes through a whole tree; see {@link #walk(Path, int, Unreadable, FileVisitOption...)}.
   *
   * @param start where it begins
   * @param options whether links are followed
   * @return the start itself, and all below it
   */
  public static Generator<FileEntry> walk(Path start, FileVisitOption... options) {
    return walk(start, Integer.MAX_VALUE, Unreadable.FAILS, options);
  }

  /**
   * Goes through a tree: each directory comes before what is in it, in the system's order. What
   * comes and goes meanwhile is met or not.
   *
   * <p>Iterating suspends, at checkpoints. A tree may be of any depth: at most 16 directories on
   * the way down are open at once, those that are nearest to the present one. If links are not
   * followed, a directory that is replaced by a link before the walk goes into it is unreadable,
   * with a {@link java.nio.file.NotDirectoryException}; what lies behind the link is not read. With
   * {@link FileVisitOption#FOLLOW_LINKS}, on other systems than Linux, and without native access,
   * one directory is open for each level, and what replaces a directory further up is followed.
   *
   * @param start where it begins
   * @param maxDepth how many levels it goes down; with 0 it comes by the start only
   * @param unreadable what becomes of it when a directory cannot be read
   * @param options {@link FileVisitOption#FOLLOW_LINKS} to go where links lead; a directory that is
   *     above itself is unreadable then, with a {@link java.nio.file.FileSystemLoopException}
   * @return the start itself, and all below it
   * @throws IllegalArgumentException if the depth is negative
   */
  public static Generator<FileEntry> walk(
      Path start, int maxDepth, Unreadable unreadable, FileVisitOption... options) {
    if (maxDepth < 0) {
      throw new IllegalArgumentException("a depth is 0 or more, got " + maxDepth);
    }
    Set<FileVisitOption> given = Set.of(options);
    return Generator.of(out -> {
      try (var walk = new Walk(start, maxDepth, given, unreadable)) {
        for (FileEntry entry = walk.next(); entry != null; entry = walk.next()) {
          out.yield(entry);
        }
      }
    });
  }

  /**
   * Makes a directory, whose parent is there.
   *
   * @param path where
   * @param attributes what it is given, such as its permissions
   * @return the path
   * @throws FileAlreadyExistsException if something is there
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    Coroutine.trap(new MakeDirectory(path, List.of(attributes)));
    return path;
  }

  /**
   * Makes a directory, and those above it that are not there yet. Cancelled, those that it came to
   * are there.
   *
   * @param path where
   * @param attributes what each new one is given, such as its permissions
   * @return the path
   * @throws FileAlreadyExistsException if something is there that is no directory
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createDirectories(Path path, FileAttribute<?>... attributes)
      throws IOException {
    var missing = new ArrayDeque<Path>();
    Path next = path;
    while (true) {
      try {
        createDirectory(next, attributes);
        break;
      } catch (FileAlreadyExistsException there) {
        if (!AsyncFiles.isDirectory(next)) {
          throw there;
        }
        break;
      } catch (NoSuchFileException noParent) {
        missing.push(next);
        next = next.getParent();
        if (next == null) {
          throw noParent;
        }
      }
    }
    for (Path below : missing) {
      try {
        createDirectory(below, attributes);
      } catch (FileAlreadyExistsException meanwhile) {
        if (!AsyncFiles.isDirectory(below)) {
          throw meanwhile;
        }
      }
    }
    return path;
  }

  /**
   * Makes a directory of a new name in the system's directory for such, for the owner only.
   *
   * @param prefix what its name begins with
   * @return where it is; to be deleted by the caller
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createTempDirectory(String prefix) throws IOException {
    return Coroutine.trap(new MakeTemporary(null, prefix, "", true));
  }

  /**
   * Makes a directory of a new name, for the owner only.
   *
   * @param parent where
   * @param prefix what its name begins with
   * @return where it is; to be deleted by the caller
   * @throws IOException if it cannot be made
   */
  @Async
  public static Path createTempDirectory(Path parent, String prefix) throws IOException {
    return Coroutine.trap(new MakeTemporary(parent, prefix, "", true));
  }

  /**
   * Copies a tree, as {@link AsyncFiles#copy} does each entry; links are not followed, but copied.
   * A directory of the source or of the copy that is replaced by a link meanwhile is not followed
   * either: the copy fails. (On Linux, with native access; elsewhere only a link in place of the
   * directory itself is noticed, and not one above it.) Cancelled or failed, those that it came to
   * are there, complete.
   *
   * @param source its root
   * @param target where the root's copy is to be
   * @param options as there
   * @throws IOException if a part of it cannot be copied
   * @throws IllegalArgumentException if the target is a part of the source
   */
  @Async
  public static void copyTree(Path source, Path target, CopyOption... options) throws IOException {
    if (target.toAbsolutePath().normalize().startsWith(source.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(
          target + " is a part of " + source + ": a tree cannot be copied into itself");
    }
    refuseCopyIntoItself(source, target);
    Copying copying = Copying.of(options, false).withoutFollowingLinks();
    try (var walk = new Walk(source, Integer.MAX_VALUE, Set.of(), Unreadable.FAILS);
        var copies = new Descent(false, false)) {
      for (FileEntry entry = walk.next(); entry != null; entry = walk.next()) {
        while (copies.depth() > entry.depth()) {
          copies.up();
        }
        Path name = entry.depth() == 0 ? target : walk.name();
        try {
          copyEntry(copying, walk.place(), copies.reach(name));
          if (entry.attributes().isDirectory()) {
            copies.down(name);
          }
        } catch (IOException failure) {
          throw copies.named(walk.named(failure));
        }
      }
    }
  }

  @Async
  private static void copyEntry(Copying copying, Path source, Path copy) throws IOException {
    if (!copying.replace()
        || !AsyncFiles.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)
        || !AsyncFiles.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
      copying.copy(source, copy);
    }
  }

  /**
   * By what the directories are, and not by what they are called: a link, or a name in other
   * letters, may lead into the source.
   */
  private static void refuseCopyIntoItself(Path source, Path target) throws IOException {
    BasicFileAttributes from =
        AsyncFiles.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!from.isDirectory()) {
      return;
    }
    Object key = from.fileKey();
    Path above = target.toAbsolutePath();
    BasicFileAttributes there = AsyncFiles.attributesOrNull(above);
    while (there == null && above.getParent() != null) {
      above = above.getParent();
      there = AsyncFiles.attributesOrNull(above);
    }
    Object below = null;
    while (key != null && there != null && !Objects.equals(there.fileKey(), below)) {
      below = there.fileKey();
      if (key.equals(below)) {
        throw new IllegalArgumentException(
            target + " is a part of " + source + ": a tree cannot be copied into itself");
      }
      above = above.resolve(".."); // as the system goes up, whatever links have led here
      there = AsyncFiles.attributesOrNull(above);
    }
  }

  /**
   * Removes a tree of any depth, or a single file; links are not followed, but removed, also those
   * that replace a directory while this runs. (On Linux, with native access; elsewhere only a link
   * in place of the directory itself is noticed, and not one above it.) What others remove
   * meanwhile is no failure. Cancelled or failed, a part of it is left; that is removed by another
   * call.
   *
   * @param root what is to go, with all below it
   * @throws NoSuchFileException if it is not there
   * @throws IOException if a part of it cannot be removed
   */
  @Async
  public static void deleteTree(Path root) throws IOException {
    Removal.of(root);
  }

  /**
   * Waits until the names in a directory are on its device: of files that were created, renamed or
   * removed there.
   *
   * @param directory where
   * @throws IOException if that fails, or the system has no such thing
   */
  @Async
  public static void sync(Path directory) throws IOException {
    try (var names = AsyncFile.open(directory, StandardOpenOption.READ)) {
      names.sync();
    }
  }

  /**
   * Begins to watch a directory.
   *
   * @param directory where
   * @param kinds what is to be told, of {@link java.nio.file.StandardWatchEventKinds}; none for all
   * @return somebody to ask what has happened; close it
   * @throws java.nio.file.NotDirectoryException if it is no directory
   * @throws IOException if it cannot be watched
   */
  @Async
  public static DirectoryWatch watch(Path directory, WatchEvent.Kind<?>... kinds)
      throws IOException {
    return DirectoryWatch.open(directory, kinds);
  }
}
