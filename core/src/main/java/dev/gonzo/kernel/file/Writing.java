package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.WriteAt;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A write, from the thread's own memory; the task waits until it has ended.
 *
 * @param asked the trap
 * @param file the file
 * @param held whether the task holds the file already, so that it may be closed meanwhile
 */
record Writing(WriteAt asked, FileOnDevice file, boolean held) implements FileOperation<Integer> {
  @Override
  public Integer perform(Scratch scratch) throws IOException {
    ByteBuffer buffer = scratch.buffer();
    hold();
    try {
      buffer.put(asked.buffer(), asked.offset(), Math.min(asked.length(), buffer.capacity()));
      return file.write(buffer.flip(), asked.position());
    } finally {
      file.release();
    }
  }

  private void hold() throws IOException {
    if (held) {
      file.holdAgain();
    } else {
      file.hold();
    }
  }

  @Override
  public boolean canBeAbandoned() {
    return false;
  }
}
