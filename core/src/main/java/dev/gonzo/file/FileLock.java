package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Holding;
import dev.gonzo.Task;

/**
 * A lock on a region of a file, against other programs and other holders in this program. It is
 * released when its file is closed at the latest.
 */
public final class FileLock implements AutoCloseable {
  private final AsyncFile file;
  private final long position;
  private final long size;
  private final boolean shared;
  // The task that would wait for itself if it locked again. If the task ends, the file keeps the
  // lock.
  private final Holding holding = new Holding(_ -> {});

  FileLock(AsyncFile file, long position, long size, boolean shared) {
    this.file = file;
    this.position = position;
    this.size = size;
    this.shared = shared;
  }

  /** Records the task that holds it. */
  void isHeldBy(Task<?> task) {
    holding.passTo(task);
    HeldLocks.add(this);
  }

  /** Records that it was released. */
  void isFree() {
    HeldLocks.remove(this);
    holding.end();
  }

  AsyncFile file() {
    return file;
  }

  boolean isOf(Task<?> task) {
    return holding.holder() == task;
  }

  boolean overlaps(long from, long size) {
    return position < end(from, size) && from < end(position, this.size);
  }

  private static long end(long from, long size) {
    return from > Long.MAX_VALUE - size ? Long.MAX_VALUE : from + size;
  }

  /** {@return the position of the region's first byte} */
  public long position() {
    return position;
  }

  /** {@return the size of the region in bytes} */
  public long size() {
    return size;
  }

  /** {@return whether it is a shared lock} */
  public boolean isShared() {
    return shared;
  }

  /**
   * Releases the lock. Closing twice is harmless. Suspends, but no checkpoint: a cancellation does
   * not interrupt a clean-up that only unlocks.
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
