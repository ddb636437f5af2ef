package dev.gonzo.kernel.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. What it does may wait: in a thread outside the kernel, between hold and release.
 */
public abstract class FileOnDevice extends FileHandle {
  private final Path path;

  /**
   * For the kinds of files.
   *
   * @param path where it was opened
   */
  protected FileOnDevice(Path path) {
    this.path = path;
  }

  /** {@return where it was opened} */
  protected final Path path() {
    return path;
  }

  @Override
  Path pathWhileOpen() {
    return path;
  }

  /** Reads at a position; answers how many bytes, or -1 at the end. */
  abstract int read(ByteBuffer buffer, long position) throws IOException;

  /** Writes at a position, or at the end if it was opened so; answers how many bytes. */
  abstract int write(ByteBuffer buffer, long position) throws IOException;

  abstract void sync(boolean metadata) throws IOException;

  abstract void truncate(long size) throws IOException;

  abstract long size() throws IOException;

  /** Answers false if somebody else has a part of the region. */
  abstract boolean lock(long position, long size, boolean shared) throws IOException;

  abstract void unlock(long position, long size) throws IOException;

  @Override
  public final String toString() {
    return path.toString();
  }
}
