package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Releases the lock of a region. It is not an error if the lock is not held.
 *
 * @param file the file that was locked
 * @param position the position that was locked
 * @param size the size that was locked
 */
public record UnlockFile(Handle file, long position, long size)
    implements Trap.Files<@Nullable Void> {
  /** Replaces a size of 0, as {@link LockFile} does. */
  public UnlockFile {
    size = LockFile.bytes(position, size);
  }

  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
