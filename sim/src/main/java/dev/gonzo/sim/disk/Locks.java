package dev.gonzo.sim.disk;

import dev.gonzo.trap.Handle;
import java.util.ArrayList;
import java.util.List;

/** The locks on the regions of a file, which belong to the handles that took them. */
final class Locks {
  private final List<Lock> held = new ArrayList<>();

  private record Lock(Handle holder, long from, long size, boolean isShared) {
    boolean overlaps(long otherFrom, long otherSize) {
      return from < end(otherFrom, otherSize) && otherFrom < end(from, size);
    }

    private static long end(long from, long size) {
      return from > Long.MAX_VALUE - size ? Long.MAX_VALUE : from + size;
    }
  }

  /** Locks a region. Returns false if a lock conflicts: for the same handle, each one does. */
  boolean lock(Handle holder, long from, long size, boolean isShared) {
    for (Lock lock : held) {
      if (lock.overlaps(from, size)
          && (lock.holder() == holder || !(isShared && lock.isShared()))) {
        return false;
      }
    }
    return held.add(new Lock(holder, from, size, isShared));
  }

  /** Whether a handle holds a lock on a part of a region. */
  boolean holds(Handle holder, long from, long size) {
    for (Lock lock : held) {
      if (lock.holder() == holder && lock.overlaps(from, size)) {
        return true;
      }
    }
    return false;
  }

  void unlock(Handle holder, long from, long size) {
    held.removeIf(lock -> lock.holder() == holder && lock.from() == from && lock.size() == size);
  }

  void releaseAllOf(Handle holder) {
    held.removeIf(lock -> lock.holder() == holder);
  }

  void releaseAll() {
    held.clear();
  }
}
