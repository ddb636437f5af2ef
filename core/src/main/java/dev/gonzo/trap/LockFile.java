package dev.gonzo.trap;

/**
 * Locks a region of a file against other programs, and other holders in this one, if nobody holds a
 * part of it. Answers false if somebody does, and does not wait for him.
 *
 * @param file opened to write; to read, for a shared lock
 * @param position of the region's first byte, from 0
 * @param size of the region, which may lie past the end of the file
 * @param shared whether others may hold shared locks on it too
 */
public record LockFile(Handle file, long position, long size, boolean shared)
    implements Trap.Files<Boolean> {
  @Override
  public Class<?> answerType() {
    return Boolean.class;
  }
}
