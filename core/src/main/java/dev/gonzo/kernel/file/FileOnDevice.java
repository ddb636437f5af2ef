package dev.gonzo.kernel.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. Its operations may block, so they are called in a thread outside the kernel,
 * between hold and release.
 */
public abstract class FileOnDevice extends FileHandle {
  private final Path path;

  /**
   * Creates an open file.
   *
   * @param path the path that it was opened with
   */
  protected FileOnDevice(Path path) {
    this.path = path;
  }

  /** {@return the path that it was opened with} */
  protected final Path path() {
    return path;
  }

  @Override
  Path pathWhileOpen() {
    return path;
  }

  /** Reads at a position. Returns how many bytes, or -1 at the end. */
  abstract int read(ByteBuffer buffer, long position) throws IOException;

  /** Writes at a position, or at the end if it was opened to append. Returns how many bytes. */
  abstract int write(ByteBuffer buffer, long position) throws IOException;

  abstract void sync(boolean metadata) throws IOException;

  abstract void truncate(long size) throws IOException;

  abstract long size() throws IOException;

  /** Locks a region. Returns false if another holder has locked a part of it. */
  abstract boolean lock(long position, long size, boolean shared) throws IOException;

  abstract void unlock(long position, long size) throws IOException;

  @Override
  public final String toString() {
    return path.toString();
  }
}
