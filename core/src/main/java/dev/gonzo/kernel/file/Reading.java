package dev.gonzo.kernel.file;

import dev.gonzo.trap.ReadAt;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads into the thread's own memory, and copies from there only while the task waits. */
record Reading(ReadAt asked, FileOnDevice file) implements FileOperation<Integer> {
  @Override
  public Integer perform(Scratch scratch) throws IOException {
    ByteBuffer buffer = scratch.buffer();
    buffer.limit(Math.min(asked.length(), buffer.capacity()));
    file.hold();
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

  @Override
  public String toString() {
    return "reading " + file;
  }
}
