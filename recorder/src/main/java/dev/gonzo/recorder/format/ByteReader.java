package dev.gonzo.recorder.format;

import dev.gonzo.recorder.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads encoded data, which may be damaged or hostile: no length is trusted beyond the bytes that
 * there are.
 */
final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  ByteReader(Bytes data) {
    this(data.array(), 0, data.array().length);
  }

  ByteReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  int left() {
    return end - at;
  }

  int oneByte() {
    if (at == end) {
      throw new DamagedDataException("it ends in the middle of a value");
    }
    return bytes[at++] & 0xff;
  }

  boolean flag() {
    return oneByte() != 0;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = oneByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new DamagedDataException("a number has too many bytes");
  }

  long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  int fourBytes() {
    return oneByte() | (oneByte() << 8) | (oneByte() << 16) | (oneByte() << 24);
  }

  long eightBytes() {
    return (fourBytes() & 0xffffffffL) | ((long) fourBytes() << 32);
  }

  /** A count of things of which each takes at least a number of bytes. */
  int count(int bytesEach) {
    long count = number();
    if (count < 0 || count * bytesEach > left() || count > Integer.MAX_VALUE) {
      throw new DamagedDataException("a length of " + count + " with " + left() + " bytes left");
    }
    return (int) count;
  }

  void raw(byte[] to, int offset, int length) {
    if (length > left() || length > to.length - offset) {
      throw new DamagedDataException(length + " bytes with " + left() + " bytes left");
    }
    System.arraycopy(bytes, at, to, offset, length);
    at += length;
  }

  byte[] sized() {
    int length = count(1);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  String text() {
    long header = number();
    long length = header >>> 1;
    boolean isChars = (header & 1) != 0;
    if (length > (isChars ? left() / 2 : left())) {
      throw new DamagedDataException("a text of " + length + " with " + left() + " bytes left");
    }
    if (!isChars) {
      at += (int) length;
      return new String(bytes, at - (int) length, (int) length, StandardCharsets.UTF_8);
    }
    char[] chars = new char[(int) length];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (oneByte() | (oneByte() << 8));
    }
    return new String(chars);
  }

  /** A reader of the next bytes, which this one skips. */
  ByteReader part(int length) {
    at += length;
    return new ByteReader(bytes, at - length, at);
  }

  /** The index of the next byte. */
  int at() {
    return at;
  }

  Bytes rest() {
    var rest = new Bytes(Arrays.copyOfRange(bytes, at, end));
    at = end;
    return rest;
  }
}
