package dev.gonzo.http.server;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Coroutine;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The body of a response that has none, as to HEAD: what is written is dropped. */
final class DroppingSink implements BodySink {
  @Override
  public int write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Coroutine.trap(CHECKPOINT);
    return length;
  }

  @Override
  public void write(ByteBuffer bytes) {
    Coroutine.trap(CHECKPOINT);
    bytes.position(bytes.limit());
  }

  @Override
  public void writeFile(AsyncFile file, long offset, long count) {
    Coroutine.trap(CHECKPOINT);
  }

  @Override
  public void flush() {
    Coroutine.trap(CHECKPOINT);
  }

  @Override
  public void end(Headers trailers) {
    Coroutine.trap(CHECKPOINT);
  }
}
