package dev.gonzo.durable.journal;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a journal's file, up to its end or to a frame that was torn by a crash. */
final class LogReader {
  private static final int CHUNK = 1 << 16;

  private final AsyncFile file;
  private final byte[] journal;
  private final boolean live;
  private byte[] buffer = new byte[CHUNK];
  private int from;
  private int until;
  private long position;
  private long number;

  private LogReader(AsyncFile file, byte[] journal, boolean live) {
    this.file = file;
    this.journal = journal;
    this.live = live;
    this.position = Frames.HEADER;
    file.position(Frames.HEADER);
  }

  /**
   * Reads the header.
   *
   * @param live whether another process may write to the file
   * @throws JournalDamagedException if it is not that of a journal
   */
  @Async
  static LogReader open(AsyncFile file, boolean live) throws IOException {
    byte[] header = new byte[Frames.HEADER];
    int got = 0;
    for (int n;
        got < header.length && (n = file.readAt(got, header, got, header.length - got)) > 0; ) {
      got += n;
    }
    byte[] journal = got < header.length ? null : Frames.journal(header);
    if (journal == null) {
      throw new JournalDamagedException(
          file.path() + " does not begin as a journal does: restore it from a backup");
    }
    return new LogReader(file, journal, live);
  }

  byte[] journal() {
    return journal;
  }

  /** Where the next frame begins, or the torn one. */
  long position() {
    return position;
  }

  /** The number of the last frame; 0 if there is none. */
  long number() {
    return number;
  }

  /**
   * Reads the next frame.
   *
   * @return its body; null at the end, or at a torn frame
   * @throws JournalDamagedException if a frame is damaged and a whole one follows it
   */
  @Async
  byte @Nullable [] next() throws IOException {
    byte[] body = frame();
    if (body == null && isFollowed()) {
      body = live ? again() : null;
      if (body == null) {
        throw damaged();
      }
    }
    return body;
  }

  /** A frame that whole ones follow was written by now, and only the bytes here are from before. */
  @Async
  private byte @Nullable [] again() throws IOException {
    from = 0;
    until = 0;
    file.position(position);
    return frame();
  }

  @Async
  private byte @Nullable [] frame() throws IOException {
    if (!fill(Frames.FRAME_HEADER)) {
      return null;
    }
    var header = ByteBuffer.wrap(buffer, from, Frames.FRAME_HEADER);
    int length = header.getInt();
    int checksum = header.getInt();
    long next = header.getLong();
    boolean whole =
        length >= 0
            && length <= Frames.MOST_BODY
            && next == number + 1
            && fill(Frames.FRAME_HEADER + length)
            && checksum
                == Frames.checksum(journal, next, buffer, from + Frames.FRAME_HEADER, length);
    if (!whole) {
      return null;
    }
    byte[] body = new byte[length];
    System.arraycopy(buffer, from + Frames.FRAME_HEADER, body, 0, length);
    from += Frames.FRAME_HEADER + length;
    position += Frames.FRAME_HEADER + length;
    number = next;
    return body;
  }

  /** Reads until the buffer holds at least {@code wanted} bytes; false if the file ends before. */
  @Async
  private boolean fill(int wanted) throws IOException {
    if (until - from >= wanted) {
      return true;
    }
    byte[] larger = buffer.length < wanted ? new byte[Math.max(wanted, CHUNK)] : buffer;
    System.arraycopy(buffer, from, larger, 0, until - from);
    until -= from;
    from = 0;
    buffer = larger;
    for (int n; until < wanted; until += n) {
      n = file.read(buffer, until, buffer.length - until);
      if (n < 0) {
        return false;
      }
    }
    return true;
  }

  /** A frame that is not whole is torn if it was the last one: then no whole one follows. */
  @Async
  private boolean isFollowed() throws IOException {
    long rest = file.size() - position;
    boolean followed = rest > Frames.MOST_BODY + (long) Frames.FRAME_HEADER;
    if (!followed) {
      boolean _ = fill((int) rest);
      byte[] bytes = new byte[until - from];
      System.arraycopy(buffer, from, bytes, 0, bytes.length);
      for (int offset = 1; offset < bytes.length && !followed; offset++) {
        followed = Frames.isAt(journal, bytes, offset, number + 1);
      }
    }
    return followed;
  }

  private JournalDamagedException damaged() {
    String place =
        "%s is damaged at byte %d, in frame %d, and whole frames follow: "
            .formatted(file.path(), position, number + 1);
    return new JournalDamagedException(
        place
            + (live
                ? "stop the process that has it open, and restore it from a backup"
                : "restore it from a backup; \"truncate -s "
                    + position
                    + "\" would drop all that follows"));
  }
}
