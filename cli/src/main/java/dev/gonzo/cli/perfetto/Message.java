package dev.gonzo.cli.perfetto;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message in the encoding of Protocol Buffers, to be filled, written and cleared. Fields have the
 * numbers of Perfetto's {@code .proto} files.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int TYPE_BITS = 3;
  private static final int FIRST_SIZE = 128;
  private static final int BITS = 7;
  private static final int MASK = (1 << BITS) - 1;
  private static final int MORE = 1 << BITS;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int size;

  Message clear() {
    size = 0;
    return this;
  }

  Message number(int field, long value) {
    varint((long) field << TYPE_BITS | VARINT);
    varint(value);
    return this;
  }

  Message fixed(int field, long value) {
    varint((long) field << TYPE_BITS | FIXED64);
    reserve(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[size++] = (byte) (value >>> (i * Byte.SIZE));
    }
    return this;
  }

  Message text(int field, String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    bytes(field, encoded, encoded.length);
    return this;
  }

  Message message(int field, Message inner) {
    bytes(field, inner.bytes, inner.size);
    return this;
  }

  private void bytes(int field, byte[] source, int length) {
    varint((long) field << TYPE_BITS | BYTES);
    varint(length);
    reserve(length);
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~MASK) != 0) {
      put((byte) ((rest & MASK) | MORE));
      rest >>>= BITS;
    }
    put((byte) rest);
  }

  private void put(byte one) {
    reserve(1);
    bytes[size++] = one;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }
}
