package dev.gonzo.recorder.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of a stream, mapped into memory: what was written to it survives the death of the
 * process. All of its bytes are written once before it is mapped, so that a full disk is an
 * exception then and not a fault at some later write.
 *
 * <p>It begins with {@link #HEADER_BYTES} bytes: a mark, the version of the format, the number of
 * the stream, that of the file, and that of its first event.
 */
final class SegmentFile {
  static final int HEADER_BYTES = 32;
  static final long MARK = 0x43455230_4f5a4e47L; // "GNZO0REC"
  static final int VERSION = 1;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Path path;
  private final long size;
  private final Arena arena;
  private final MemorySegment memory;
  private final ByteBuffer bytes;

  private SegmentFile(Path path, long size, Arena arena, MemorySegment memory) {
    this.path = path;
    this.size = size;
    this.arena = arena;
    this.memory = memory;
    this.bytes = memory.asByteBuffer();
  }

  /** Creates a file that does not exist, full of zeros. An interrupt of the thread is kept. */
  static SegmentFile create(Path path, long size) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted(); // it would close the channel
        try {
          return createOnce(path, size);
        } catch (ClosedByInterruptException again) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // close() closes the arena
  private static SegmentFile createOnce(Path path, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            OwnFiles.with(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            OwnFiles.fileAttributes(path))) {
      for (long at = 0; at < size; ) {
        ByteBuffer zeros = ZEROS.duplicate();
        zeros.limit((int) Math.min(zeros.capacity(), size - at));
        at += channel.write(zeros, at);
      }
      Arena arena = Arena.ofShared();
      return new SegmentFile(path, size, arena, channel.map(MapMode.READ_WRITE, 0, size, arena));
    } catch (IOException failed) {
      try {
        boolean _ = Files.deleteIfExists(path);
      } catch (IOException left) {
        failed.addSuppressed(left);
      }
      throw failed;
    }
  }

  void header(int stream, long number, long firstEvent) {
    memory.set(INT, 8, VERSION);
    memory.set(INT, 12, stream);
    memory.set(LONG, 16, number);
    memory.set(LONG, 24, firstEvent);
    VarHandle.releaseFence();
    memory.set(LONG, 0, MARK);
  }

  long size() {
    return size;
  }

  Path path() {
    return path;
  }

  /** Writes an entry; its first byte comes last, because with it the entry is there. */
  void put(long at, byte[] entry, int length) {
    MemorySegment.copy(entry, 1, memory, ValueLayout.JAVA_BYTE, at + 1, length - 1);
    VarHandle.releaseFence();
    memory.set(ValueLayout.JAVA_BYTE, at, entry[0]);
  }

  /** The checksum of a range. */
  int checksum(long from, long to) {
    var checksum = new CRC32C();
    checksum.update(bytes.duplicate().limit((int) to).position((int) from));
    return (int) checksum.getValue();
  }

  /** Lets go of the memory and cuts the file to what was used. Nothing may be written after it. */
  void close(long used) throws IOException {
    arena.close();
    try (FileChannel channel = FileChannel.open(path, OwnFiles.with(StandardOpenOption.WRITE))) {
      FileChannel _ = channel.truncate(used);
    }
  }
}
