package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.ReadAt;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A read: into the thread's own memory, and copied from there only while the task waits.
 *
 * @param asked the trap
 * @param file the file
 * @param held whether the task holds the file already, so that it may be closed meanwhile
 */
record Reading(ReadAt asked, FileOnDevice file, boolean held) implements FileOperation<Integer> {
  @Override
  public Integer perform(Scratch scratch) throws IOException {
    ByteBuffer buffer = scratch.buffer();
    buffer.limit(Math.min(asked.length(), buffer.capacity()));
    hold();
    try {
      return file.read(buffer, asked.position());
    } finally {
      file.release();
    }
  }

  @Override
  public void deliver(Integer count, Scratch scratch) throws IOException {
    if (count > 0) {
      scratch.buffer().get(0, asked.buffer(), asked.offset(), count);
    }
  }

  private void hold() throws IOException {
    if (held) {
      file.holdAgain();
    } else {
      file.hold();
    }
  }

  /**
   * False for a file without positions, whose bytes would be lost; and a read there never blocks.
   */
  @Override
  public boolean canBeAbandoned() {
    return !(file instanceof StreamFile);
  }

  @Override
  public String toString() {
    return "reading " + file;
  }
}
