package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.generator.Generator;
import dev.gonzo.trap.FileTrap.AbsolutePath;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.MakeTemporary;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.Handle;
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
 * Lists, walks, creates, copies, deletes and watches directories.
 *
 * <p>Lists and walks are read page by page while they are iterated, so that a million entries do
 * not fill the memory. If the loop may be left early, close them:
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
   * Lists the entries of a directory, in the order of the system.
   *
   * <p>Iterating suspends, with checkpoints, and throws the same failures as {@link
   * java.nio.file.Files#list}, but as {@link IOException}.
   *
   * @param directory the directory
   * @return the paths, which start with that of the directory
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
   * Walks a whole tree. See {@link #walk(Path, int, OnUnreadable, FileVisitOption...)}.
   *
   * @param start the root of the walk
   * @param options {@link FileVisitOption#FOLLOW_LINKS} to follow links
   * @return the start itself, and everything below it
   */
  public static Generator<FileEntry> walk(Path start, FileVisitOption... options) {
    return walk(start, Integer.MAX_VALUE, OnUnreadable.FAILS, options);
  }

  /**
   * Walks a tree. Each directory comes before its entries, which come in the order of the system.
   * Entries that are created or deleted during the walk may or may not appear.
   *
   * <p>Iterating suspends, with checkpoints. A tree may have any depth: at most 16 directories are
   * open at once, those nearest to the current one. If links are not followed, a directory that is
   * replaced by a link before the walk enters it counts as unreadable, with a {@link
   * java.nio.file.NotDirectoryException}; the target of the link is not read. With {@link
   * FileVisitOption#FOLLOW_LINKS}, on systems other than Linux, and without native access, one
   * directory is open for each level, and a link that replaces a directory further up is followed.
   *
   * @param start the root of the walk
   * @param maxDepth how many levels to go down; with 0 only the start appears
   * @param unreadable called when a directory cannot be read
   * @param options {@link FileVisitOption#FOLLOW_LINKS} to follow links; then a directory that
   *     contains itself is unreadable, with a {@link java.nio.file.FileSystemLoopException}
   * @return the start itself, and everything below it
   * @throws IllegalArgumentException if the depth is negative
   */
  public static Generator<FileEntry> walk(
      Path start, int maxDepth, @Elsewhere OnUnreadable unreadable, FileVisitOption... options) {
    if (maxDepth < 0) {
      throw new IllegalArgumentException("a depth must be at least 0, got " + maxDepth);
    }
    Set<FileVisitOption> given = Set.copyOf(List.of(options));
    return Generator.of(out -> {
      try (var walk = new Walk(start, maxDepth, given, unreadable)) {
        for (FileEntry entry = walk.next(); entry != null; entry = walk.next()) {
          out.yield(entry);
        }
      }
    });
  }

  /**
   * Creates a directory, whose parent must exist.
   *
   * @param path the path
   * @param attributes the attributes of the directory, such as its permissions
   * @return the path
   * @throws FileAlreadyExistsException if the path exists
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    Coroutine.trap(new MakeDirectory(path, List.of(attributes)));
    return path;
  }

  /**
   * Creates a directory, and all parents that do not exist. If it is cancelled, some of them may
   * have been created.
   *
   * @param path the path
   * @param attributes the attributes of each new directory, such as its permissions
   * @return the path
   * @throws FileAlreadyExistsException if the path exists and is not a directory
   * @throws IOException if it cannot be created
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
   * Creates a directory with a new name in the system's temporary directory, accessible only to the
   * owner.
   *
   * @param prefix the beginning of its name
   * @return its path; the caller has to delete it
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createTempDirectory(String prefix) throws IOException {
    return Coroutine.trap(new MakeTemporary(null, prefix, "", true));
  }

  /**
   * Creates a directory with a new name, accessible only to the owner.
   *
   * @param parent the parent directory
   * @param prefix the beginning of its name
   * @return its path; the caller has to delete it
   * @throws IOException if it cannot be created
   */
  @Async
  public static Path createTempDirectory(Path parent, String prefix) throws IOException {
    return Coroutine.trap(new MakeTemporary(parent, prefix, "", true));
  }

  /**
   * Copies a tree, each entry as with {@link AsyncFiles#copy}. Links are not followed, but copied.
   * If a directory of the source or the copy is replaced by a link meanwhile, the link is not
   * followed, and the copy fails. (On Linux with native access; otherwise only a link in place of
   * the directory itself is detected, not one above it.) If it is cancelled or fails, the entries
   * that were copied before exist, and are complete.
   *
   * @param source the root of the tree
   * @param target the path of the root's copy
   * @param options the same as for {@link AsyncFiles#copy}
   * @throws IOException if an entry cannot be copied
   * @throws IllegalArgumentException if the target is inside the source
   */
  @Async
  public static void copyTree(Path source, Path target, CopyOption... options) throws IOException {
    Path whole = Coroutine.trap(new AbsolutePath(source)).normalize();
    if (Coroutine.trap(new AbsolutePath(target)).normalize().startsWith(whole)) {
      throw new IllegalArgumentException(
          target + " is inside " + source + ": a tree cannot be copied into itself");
    }
    refuseCopyIntoItself(source, target);
    CopyPlan plan = CopyPlan.of(options, false).withoutFollowingLinks();
    TreeCopy.of(plan, source, target);
  }

  /**
   * Throws if the target is inside the source. Compares the directories themselves, not their
   * names, because a link, or a name in different case, may lead into the source.
   */
  private static void refuseCopyIntoItself(Path source, Path target) throws IOException {
    BasicFileAttributes from =
        AsyncFiles.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!from.isDirectory()) {
      return;
    }
    Object key = from.fileKey();
    Path above = Coroutine.trap(new AbsolutePath(target));
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
            target + " is inside " + source + ": a tree cannot be copied into itself");
      }
      // The parent as the system resolves it, independent of links in the path.
      above = above.resolve("..");
      there = AsyncFiles.attributesOrNull(above);
    }
  }

  /**
   * Deletes a tree of any depth, or a single file. Links are not followed, but deleted, even if
   * they replace a directory meanwhile. (On Linux with native access; otherwise only a link in
   * place of the directory itself is detected, not one above it.) It is not a failure if other
   * programs delete entries at the same time. If it is cancelled or fails, a part of the tree is
   * left, which another call deletes.
   *
   * @param root the root of the tree
   * @throws NoSuchFileException if it does not exist
   * @throws IOException if an entry cannot be deleted
   */
  @Async
  public static void deleteTree(Path root) throws IOException {
    Removal.of(root);
  }

  /**
   * Waits until the names in a directory are on its device, after files were created, renamed or
   * deleted there.
   *
   * @param directory the directory
   * @throws IOException if that fails, or the system does not support it
   */
  @Async
  public static void sync(Path directory) throws IOException {
    try (var names = AsyncFile.open(directory, StandardOpenOption.READ)) {
      names.sync();
    }
  }

  /**
   * Starts to watch a directory for changes.
   *
   * @param directory the directory
   * @param kinds the kinds of events, of {@link java.nio.file.StandardWatchEventKinds}; none for
   *     all kinds
   * @return the watch; close it
   * @throws java.nio.file.NotDirectoryException if it is not a directory
   * @throws IOException if it cannot be watched
   */
  @Async
  public static DirectoryWatch watch(Path directory, WatchEvent.Kind<?>... kinds)
      throws IOException {
    return DirectoryWatch.open(directory, kinds);
  }
}
