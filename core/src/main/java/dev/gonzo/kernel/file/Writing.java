package dev.gonzo.kernel.file;

import dev.gonzo.trap.WriteAt;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes from the thread's own memory; the task stands there until that has ended. */
record Writing(WriteAt asked, FileOnDevice file) implements FileOperation<Integer> {
  @Override
  public Integer perform(Scratch scratch) throws IOException {
    ByteBuffer buffer = scratch.buffer();
    file.hold();
    try {
      buffer.put(asked.buffer(), asked.offset(), Math.min(asked.length(), buffer.capacity()));
      return file.write(buffer.flip(), asked.position());
    } finally {
      file.release();
    }
  }

  @Override
  public boolean canBeAbandoned() {
    return false;
  }
}
