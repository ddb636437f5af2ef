package dev.gonzo.recorder.format;

import dev.gonzo.recorder.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encoded data that grows. One thread uses it. It is reused, so that writing allocates nothing. */
final class ByteWriter {
  /** An array that has grown beyond this is dropped when the writer is cleared. */
  private static final int MOST_KEPT = 1 << 20;

  private byte[] bytes = new byte[256];
  private int size;

  /** Creates an empty one. */
  public ByteWriter() {}

  /** Removes everything that was written. */
  void clear() {
    size = 0;
    if (bytes.length > MOST_KEPT) {
      bytes = new byte[256];
    }
  }

  /** {@return how many bytes were written} */
  int size() {
    return size;
  }

  /** {@return the bytes, from index 0 to {@link #size}, until the next call} */
  byte[] array() {
    return bytes;
  }

  /** {@return a copy of what was written} */
  Bytes copy() {
    return new Bytes(Arrays.copyOf(bytes, size));
  }

  /**
   * Removes what was written after a size.
   *
   * @param earlier an earlier {@link #size}
   */
  void cutBackTo(int earlier) {
    size = earlier;
  }

  void oneByte(int value) {
    if (size == bytes.length) {
      grow(1);
    }
    bytes[size++] = (byte) value;
  }

  void flag(boolean value) {
    oneByte(value ? 1 : 0);
  }

  /** Seven bits in each byte, the lowest first: small numbers are short. */
  void number(long value) {
    if (bytes.length - size < 10) {
      grow(10);
    }
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A number that may be negative: numbers near zero are short. */
  void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  void fourBytes(int value) {
    if (bytes.length - size < 4) {
      grow(4);
    }
    bytes[size++] = (byte) value;
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) (value >> 16);
    bytes[size++] = (byte) (value >> 24);
  }

  void eightBytes(long value) {
    fourBytes((int) value);
    fourBytes((int) (value >> 32));
  }

  void raw(byte[] from, int offset, int length) {
    if (bytes.length - size < length) {
      grow(length);
    }
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /** Bytes with their length before them. */
  void sized(byte[] from) {
    number(from.length);
    raw(from, 0, from.length);
  }

  /** A string: UTF-8, or its chars if it is not well-formed, because it must come back as it is. */
  void text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (new String(encoded, StandardCharsets.UTF_8).equals(text)) {
      number(((long) encoded.length) << 1);
      raw(encoded, 0, encoded.length);
    } else {
      number((((long) text.length()) << 1) | 1);
      for (int i = 0; i < text.length(); i++) {
        oneByte(text.charAt(i));
        oneByte(text.charAt(i) >> 8);
      }
    }
  }

  private void grow(int more) {
    bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
  }
}
