package dev.gonzo.durable.journal;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFile;
import java.io.IOException;

/** The file of a journal that is open for writing. */
final class LogFile {
  private final AsyncFile file;
  private final byte[] journal;
  private long size;
  private long number;

  LogFile(AsyncFile file, byte[] journal, long size, long number) {
    this.file = file;
    this.journal = journal;
    this.size = size;
    this.number = number;
    file.position(size);
  }

  long size() {
    return size;
  }

  /** Writes a frame, and returns when it is on the device. */
  @Async
  void write(byte[] body) throws IOException {
    writeUnsynced(body);
    file.syncData();
  }

  @Async
  void writeUnsynced(byte[] body) throws IOException {
    if (body.length > Frames.MOST_BODY) {
      throw new IOException(
          "a frame of %s would have %d bytes, and could not be read again"
              .formatted(file.path(), body.length));
    }
    byte[] frame = Frames.frame(journal, number + 1, body);
    file.writeAll(frame);
    number++;
    size += frame.length;
  }

  @Async
  void close() {
    file.close();
  }
}
