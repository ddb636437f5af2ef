package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file accessed through a channel of the JDK, for systems and file systems that have no other
 * way.
 */
final class ChannelFile extends FileOnDevice {
  private final FileChannel channel;
  private final boolean hasPositions;
  private final boolean appends;
  // How many bytes were read and written, for a file without positions.
  private final AtomicLong next = new AtomicLong();
  private final ConcurrentLinkedQueue<FileLock> locks = new ConcurrentLinkedQueue<>();

  private ChannelFile(OpenFile asked, FileChannel channel) {
    super(asked.path());
    this.channel = channel;
    this.hasPositions = hasPositions(channel);
    this.appends = asked.options().contains(StandardOpenOption.APPEND);
  }

  static ChannelFile open(OpenFile asked) throws IOException {
    List<FileAttribute<?>> attributes = asked.attributes();
    return new ChannelFile(
        asked,
        FileChannel.open(
            asked.path(), asked.options(), attributes.toArray(new FileAttribute<?>[0])));
  }

  private static boolean hasPositions(FileChannel channel) {
    try {
      return channel.position() >= 0;
    } catch (IOException none) {
      return false;
    }
  }

  /**
   * Whether its contents can be incomplete until it is closed, as in a zip file. The JDK's own file
   * system passes each write on to the operating system.
   */
  boolean isWrittenWhenClosed() {
    return path().getFileSystem() != FileSystems.getDefault();
  }

  @Override
  int read(ByteBuffer buffer, long position) throws IOException {
    if (hasPositions) {
      return channel.read(buffer, position);
    }
    requireNext(position);
    int count = channel.read(buffer);
    next.addAndGet(Math.max(0, count));
    return count;
  }

  @Override
  int write(ByteBuffer buffer, long position) throws IOException {
    if (hasPositions) {
      return appends ? channel.write(buffer) : channel.write(buffer, position);
    }
    requireNext(position);
    int count = channel.write(buffer);
    next.addAndGet(count);
    return count;
  }

  private void requireNext(long position) throws IOException {
    if (position != next.get()) {
      throw StreamFile.withoutPositions(path(), position, next.get());
    }
  }

  @Override
  void sync(boolean metadata) throws IOException {
    channel.force(metadata);
  }

  @Override
  void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  long size() throws IOException {
    return channel.size();
  }

  @Override
  boolean lock(long position, long size, boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(position, size, shared);
      return lock != null && locks.add(lock);
    } catch (OverlappingFileLockException held) {
      return false; // locked by this program
    }
  }

  @Override
  void unlock(long position, long size) throws IOException {
    for (Iterator<FileLock> held = locks.iterator(); held.hasNext(); ) {
      FileLock lock = held.next();
      if (lock.position() == position && lock.size() == size) {
        held.remove();
        lock.release();
        return;
      }
    }
  }

  @Override
  protected void free() throws IOException {
    channel.close();
  }
}
