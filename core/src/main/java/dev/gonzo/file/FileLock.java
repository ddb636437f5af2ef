package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Holding;
import dev.gonzo.Task;

/**
 * A lock on a region of a file, against other programs and other holders in this one. It goes with
 * its file at the latest.
 */
public final class FileLock implements AutoCloseable {
  private final AsyncFile file;
  private final long position;
  private final long size;
  private final boolean shared;
  // Who would wait for itself if it asked again. A task that ends with it leaves it to the file.
  private final Holding holding = new Holding(_ -> {});

  FileLock(AsyncFile file, long position, long size, boolean shared) {
    this.file = file;
    this.position = position;
    this.size = size;
    this.shared = shared;
  }

  /** Notes which task has it. */
  void isHeldBy(Task<?> task) {
    holding.passTo(task);
    HeldLocks.add(this);
  }

  /** It was given back. */
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
