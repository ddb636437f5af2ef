package dev.gonzo.file;

import dev.gonzo.Task;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The file locks that tasks of all kernels hold, to check whether a task would wait for itself.
 * Used only after a lock was refused.
 */
final class HeldLocks {
  // Weak, so that a file that was dropped without a close is not kept here.
  private static final Set<FileLock> LOCKS = Collections.newSetFromMap(new WeakHashMap<>());

  private HeldLocks() {}

  static void add(FileLock lock) {
    synchronized (LOCKS) {
      LOCKS.add(lock);
    }
  }

  static void remove(FileLock lock) {
    synchronized (LOCKS) {
      LOCKS.remove(lock);
    }
  }

  /**
   * Throws if the calling task holds a lock that conflicts with the one that it is about to wait
   * for.
   *
   * @throws OverlappingFileLockException if it does
   */
  static void refuseOwn(AsyncFile file, long from, long size, boolean shared) throws IOException {
    Task<?> task = Task.current();
    for (FileLock lock : overlapping(task, from, size)) {
      if (lock.file() == file || (!(shared && lock.isShared()) && isSame(lock.file(), file))) {
        var refused = new OverlappingFileLockException();
        refused.initCause(
            new IllegalStateException(
                "task %s holds the %s and would wait for itself: close that one first"
                    .formatted(task.name(), lock)));
        throw refused;
      }
    }
  }

  private static List<FileLock> overlapping(Task<?> task, long from, long size) {
    synchronized (LOCKS) {
      return LOCKS.stream()
          .filter(lock -> lock.isOf(task) && lock.overlaps(from, size))
          .sorted(Comparator.comparing(FileLock::toString))
          .toList();
    }
  }

  private static boolean isSame(AsyncFile one, AsyncFile other) throws IOException {
    Object key = one.key();
    return key != null && key.equals(other.key());
  }
}
