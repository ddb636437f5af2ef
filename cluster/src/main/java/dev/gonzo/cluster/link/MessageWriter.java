package dev.gonzo.cluster.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes numbers, text and bytes one after the other. */
final class MessageWriter {
  private ByteBuffer buffer = ByteBuffer.allocate(128);

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(Math.addExact(buffer.position(), bytes), buffer.capacity() * 2);
      buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
    return buffer;
  }

  MessageWriter small(int value) {
    room(1).put((byte) value);
    return this;
  }

  MessageWriter flag(boolean value) {
    return small(value ? 1 : 0);
  }

  MessageWriter count(int value) {
    room(4).putInt(value);
    return this;
  }

  MessageWriter number(long value) {
    room(8).putLong(value);
    return this;
  }

  MessageWriter bytes(byte[] value) {
    count(value.length);
    return rest(value);
  }

  /** Bytes without their length, at the end. */
  MessageWriter rest(byte[] value) {
    room(value.length).put(value);
    return this;
  }

  MessageWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    byte[] written = new byte[buffer.position()];
    buffer.get(0, written);
    return written;
  }
}
