package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.OnCancel;
import dev.gonzo.report.Log;
import dev.gonzo.trap.FileTrap.AbsolutePath;
import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.FileTrap.RenamePath;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Copies and moves files, with the given options.
 *
 * @param replace whether an existing target is replaced
 * @param attributes whether times, permissions and other attributes are kept
 * @param followLinks whether the target of a link is copied instead of the link
 * @param atomic whether a move has to be atomic
 */
record CopyPlan(boolean replace, boolean attributes, boolean followLinks, boolean atomic) {
  private static final int CHUNK_BYTES = 128 * 1024;
  private static final LinkOption[] DO_NOT_FOLLOW = {LinkOption.NOFOLLOW_LINKS};
  private static final Set<PosixFilePermission> OF_THE_OWNER =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  static CopyPlan of(CopyOption[] options, boolean move) {
    List<CopyOption> given = Arrays.asList(options);
    var unknown = new ArrayList<>(given);
    unknown.removeAll(
        List.of(
            StandardCopyOption.REPLACE_EXISTING,
            move ? StandardCopyOption.ATOMIC_MOVE : StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS));
    if (!unknown.isEmpty()) {
      throw new UnsupportedOperationException("unsupported options: " + unknown);
    }
    boolean atomic = given.contains(StandardCopyOption.ATOMIC_MOVE);
    return new CopyPlan(
        atomic || given.contains(StandardCopyOption.REPLACE_EXISTING),
        move || given.contains(StandardCopyOption.COPY_ATTRIBUTES),
        !move && AsyncFiles.follows(options),
        atomic);
  }

  CopyPlan withoutFollowingLinks() {
    return new CopyPlan(replace, attributes, false, atomic);
  }

  @Async
  void move(Path source, Path target) throws IOException {
    if (!areOrdinary(source, target)) {
      inThread(() -> Files.move(source, target, options(true)));
      return;
    }
    try {
      Coroutine.trap(new RenamePath(source, target, replace));
      return;
    } catch (AtomicMoveNotSupportedException otherDevice) {
      if (atomic) {
        throw otherDevice;
      }
    } catch (FileSystemException refused) {
      if (atomic || !replace || !isOfAnotherKind(source, target)) {
        throw refused;
      }
      // The system replaces only files with files, and empty directories with directories.
      Coroutine.trap(new RemovePath(target));
      Coroutine.trap(new RenamePath(source, target, true));
      return;
    }
    copy(source, target);
    try {
      Coroutine.trap(new RemovePath(source));
    } catch (Throwable notMoved) {
      discard(target); // or both would exist
      throw notMoved;
    }
  }

  /**
   * Whether either is a directory. Also true if the target is a directory that is not empty: then
   * removing it throws.
   */
  private static boolean isOfAnotherKind(Path source, Path target) {
    BasicFileAttributes from = AsyncFiles.attributesOrNull(source, LinkOption.NOFOLLOW_LINKS);
    BasicFileAttributes there = AsyncFiles.attributesOrNull(target, LinkOption.NOFOLLOW_LINKS);
    return from != null && there != null && (from.isDirectory() || there.isDirectory());
  }

  @Async
  void copy(Path source, Path target) throws IOException {
    Original directory = begin(source, target);
    if (directory != null) {
      complete(directory, target);
    }
  }

  /**
   * Copies a file or a link, or creates a directory, which its owner can write until it is {@link
   * #complete}.
   *
   * @return the source if a directory was created; null otherwise
   */
  @Async
  @Nullable Original begin(Path source, Path target) throws IOException {
    if (!areOrdinary(source, target)) {
      inThread(() -> Files.copy(source, target, options(false)));
      return null;
    }
    if (!attributes && Coroutine.trap(new CopyFile(source, target, followLinks))) {
      return null;
    }
    Original original = Original.of(source, followLinks, attributes);
    BasicFileAttributes from = original.attributes();
    if (from.isOther()) {
      throw new FileSystemException(
          source.toString(),
          null,
          "a FIFO, a socket or a device cannot be copied: create another one, or leave it out");
    }
    BasicFileAttributes there = AsyncFiles.attributesOrNull(target, LinkOption.NOFOLLOW_LINKS);
    if (there == null) {
      return make(source, original, target);
    }
    if (from.fileKey() != null && from.fileKey().equals(there.fileKey())) {
      return null; // source and target are the same file
    }
    if (!replace) {
      throw new FileAlreadyExistsException(target.toString());
    }
    if (!from.isRegularFile() || there.isDirectory()) {
      Coroutine.trap(new RemovePath(target));
      return make(source, original, target);
    }
    try (var replacement = Replacement.open(target)) {
      transfer(source, replacement.file());
      if (!attributes || !(from instanceof PosixFileAttributes)) {
        replacement.widen(); // or a private source would be readable until its own mode is set
      }
      finish(original, replacement.file());
      replacement.commitWithoutSync();
    }
    return null;
  }

  private @Nullable Original make(Path source, Original original, Path target) throws IOException {
    BasicFileAttributes from = original.attributes();
    if (from.isSymbolicLink()) {
      Path leadsTo = AsyncFiles.readSymbolicLink(source);
      AsyncFiles.createSymbolicLink(target, leadsTo);
      if (attributes) {
        original.finishLink(target);
      }
    } else if (from.isDirectory()) {
      Coroutine.trap(new MakeDirectory(target, List.of(permissions(from))));
      return original;
    } else {
      AsyncFile copy = AsyncFile.open(target, NEW, permissions(from));
      try (copy) {
        transfer(source, copy);
        finish(original, copy);
      } catch (Throwable cutShort) {
        discard(target);
        throw cutShort;
      }
    }
    return null;
  }

  private static boolean areOrdinary(Path source, Path target) {
    return isOrdinary(source) && isOrdinary(target);
  }

  /** Whether a path is one of the operating system, and not, for example, one in a zip file. */
  static boolean isOrdinary(Path path) {
    return path.getFileSystem() == FileSystems.getDefault();
  }

  /**
   * Leaves the work to the JDK: between file systems of which one is not the default one, it knows
   * which attributes both have, and how a file of the other one is opened.
   */
  private static void inThread(Callable<Path> work) throws IOException {
    Path _ = Coroutine.trap(new RunInThread<>(work, OnCancel.WAIT, null));
  }

  private CopyOption[] options(boolean move) {
    var options = new ArrayList<CopyOption>();
    if (replace) {
      options.add(StandardCopyOption.REPLACE_EXISTING);
    }
    if (move ? atomic : attributes) {
      options.add(move ? StandardCopyOption.ATOMIC_MOVE : StandardCopyOption.COPY_ATTRIBUTES);
    }
    if (!move && !followLinks) {
      options.add(LinkOption.NOFOLLOW_LINKS);
    }
    return options.toArray(new CopyOption[0]);
  }

  /**
   * Sets the attributes of a directory's copy when all of its entries are there: before, it could
   * be one that its owner cannot write, and each new entry would change its time.
   */
  @Async
  void complete(Original from, Path target) throws IOException {
    LinkOption[] links = followLinks ? new LinkOption[0] : DO_NOT_FOLLOW;
    if (attributes) {
      from.finish(target, links);
    } else if (from.attributes() instanceof PosixFileAttributes posix
        && !posix.permissions().containsAll(OF_THE_OWNER)) {
      var kept =
          EnumSet.copyOf(
              AsyncFiles.readAttributes(target, PosixFileAttributes.class, links).permissions());
      kept.retainAll(posix.permissions());
      AsyncFiles.setAttribute(target, "posix:permissions", kept, links);
    }
  }

  private void transfer(Path source, AsyncFile target) throws IOException {
    Set<OpenOption> options =
        followLinks
            ? Set.of(StandardOpenOption.READ)
            : Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (var original = AsyncFile.open(source, options)) {
      var chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(original.size(), 1024))];
      for (int count; (count = original.read(chunk)) > 0; ) {
        target.writeAll(chunk, 0, count);
      }
    }
  }

  /** The permissions with which a copy is created; the system may restrict them for new files. */
  private static FileAttribute<?>[] permissions(BasicFileAttributes from) {
    if (!(from instanceof PosixFileAttributes posix)) {
      return new FileAttribute<?>[0];
    }
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(posix.permissions());
    if (from.isDirectory()) {
      permissions.addAll(OF_THE_OWNER); // until it is complete
    }
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }

  /** Sets attributes of the open file, because its name may refer to another file by now. */
  private void finish(Original from, AsyncFile target) throws IOException {
    if (attributes) {
      try {
        from.finish(Coroutine.trap(new PathOf(target.handle())));
      } catch (FileSystemException failure) {
        throw target.named(failure); // not the descriptor
      }
    }
  }

  /** Removes an incomplete copy. */
  @Async
  static void discard(Path path) {
    Gonzo.withoutCancellation(() -> {
      try {
        Coroutine.trap(new RemovePath(path));
      } catch (IOException failure) {
        Log.warn("could not remove an incomplete copy: " + path, failure);
      }
    });
  }

  @Async
  static Path parent(Path path) throws IOException {
    Path parent = Coroutine.trap(new AbsolutePath(path)).getParent();
    return parent == null ? path : parent;
  }
}
