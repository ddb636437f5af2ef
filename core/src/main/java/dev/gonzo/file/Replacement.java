package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.RenamePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * New contents for a file, which it gets in one step, or not at all.
 *
 * <pre>{@code
 * try (var replacement = Replacement.of(path)) {
 *   replacement.file().writeAll(...);
 *   replacement.commit();
 * }
 * }</pre>
 *
 * <p>Until {@link #commit} the new contents stand in a hidden file beside the old one, which goes
 * when this is closed; one that a killed program has left behind disturbs nobody.
 */
public final class Replacement implements AutoCloseable {
  private static final int MOST_NAMES = 10_000;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final Path target;
  private final AsyncFile file;
  private boolean committed;
  private boolean closed;

  private Replacement(Path target, AsyncFile file) {
    this.target = target;
    this.file = file;
  }

  /**
   * Begins one.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing is left of it.
   *
   * @param target the file that gets the new contents; need not be there yet. Its permissions are
   *     kept. A link there is replaced, not followed
   * @return to be written to, committed and closed
   * @throws IOException if nothing can be written beside it
   */
  @Async
  public static Replacement of(Path target) throws IOException {
    Path name = target.getFileName();
    if (name == null) {
      throw new IllegalArgumentException(target + " is no name of a file");
    }
    for (int number = 0; number < MOST_NAMES; number++) {
      Path beside = target.resolveSibling("." + name + "." + number + ".new");
      AsyncFile file;
      try {
        file = AsyncFile.open(beside, NEW);
      } catch (FileAlreadyExistsException another) {
        continue; // somebody else's, perhaps of this moment
      }
      var replacement = new Replacement(target, file);
      try {
        replacement.takePermissions();
      } catch (Throwable failure) {
        replacement.close();
        throw failure;
      }
      return replacement;
    }
    throw new FileAlreadyExistsException(
        target.toString(), null, "its replacements have used up all names: remove the old ones");
  }

  private void takePermissions() throws IOException {
    Set<PosixFilePermission> permissions;
    try {
      permissions = AsyncFiles.getPosixFilePermissions(target);
    } catch (NoSuchFileException | UnsupportedOperationException none) {
      return; // those of any new file, then
    }
    AsyncFiles.setPosixFilePermissions(file.path(), permissions);
  }

  /** {@return where the new contents are written to} */
  public AsyncFile file() {
    return file;
  }

  /**
   * Gives the file its new contents. When this returns, they are on the device.
   *
   * <p>Suspends; a checkpoint. Cancelled, the file is as it was.
   *
   * @throws IOException if that fails; the file is as it was then, but for a failure of the device
   *     at the very end
   * @throws IllegalStateException if that was done, or this is closed
   */
  @Async
  public void commit() throws IOException {
    requireOpen();
    file.sync();
    commitWithoutSync();
    // It has happened, and so must not end as if it had not.
    Gonzo.withoutCancellation(() -> Directories.sync(Copying.parent(target)));
  }

  private void requireOpen() {
    if (committed || closed) {
      throw new IllegalStateException(
          "the replacement of " + target + " is " + (committed ? "done" : "closed"));
    }
  }

  /** Does it in one step as well, but leaves it to the system when the device is told. */
  @Async
  void commitWithoutSync() throws IOException {
    requireOpen();
    Coroutine.trap(new RenamePath(file.path(), target, true));
    committed = true;
  }

  /**
   * Closes the file, and if it was not committed, drops the new contents. Twice is harmless.
   * Suspends, but no checkpoint.
   */
  @Async
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      file.close();
      if (!committed) {
        Copying.discard(file.path());
      }
    }
  }
}
