package dev.gonzo.trap;

/**
 * Tries to lock a region of a file against other programs, and against other holders in this one.
 * Answers false, without waiting, if any part of it is already locked.
 *
 * @param file a file opened for writing; for a shared lock, opened for reading
 * @param position the position of the region's first byte, 0 or more
 * @param size the size of the region, which may lie past the end of the file; 0 for all bytes that
 *     follow
 * @param shared whether others may hold shared locks on it too
 */
public record LockFile(Handle file, long position, long size, boolean shared)
    implements Trap.Files<Boolean> {
  /** Replaces a size of 0 by the number of bytes that follow. */
  public LockFile {
    size = bytes(position, size);
  }

  static long bytes(long position, long size) {
    return size == 0 ? Long.MAX_VALUE - position : size;
  }

  @Override
  public Class<?> answerType() {
    return Boolean.class;
  }
}
