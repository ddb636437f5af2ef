package dev.gonzo.file;

import dev.gonzo.Async;

/**
 * A lock on a region of a file, against other programs and other holders in this one. It goes with
 * its file at the latest.
 */
public final class FileLock implements AutoCloseable {
  private final AsyncFile file;
  private final long position;
  private final long size;
  private final boolean shared;

  FileLock(AsyncFile file, long position, long size, boolean shared) {
    this.file = file;
    this.position = position;
    this.size = size;
    this.shared = shared;
  }

  /** {@return the region's first byte} */
  public long position() {
    return position;
  }

  /** {@return how many bytes the region has} */
  public long size() {
    return size;
  }

  /** {@return whether others may share it} */
  public boolean isShared() {
    return shared;
  }

  /**
   * Gives it back. Twice is harmless. Suspends, but no checkpoint: a clean-up that only unlocks is
   * never cut short.
   */
  @Async
  @Override
  public void close() {
    file.unlock(this);
  }

  @Override
  public String toString() {
    return (shared ? "shared lock on " : "lock on ") + file + " from " + position;
  }
}
