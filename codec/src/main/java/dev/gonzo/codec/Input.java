package dev.gonzo.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are read, and not trusted. */
final class Input {
  private final byte[] bytes;
  private int position;
  private int depth;

  Input(byte[] bytes) {
    this.bytes = bytes;
  }

  private void require(int more) throws DamagedValueException {
    if (more > bytes.length - position) {
      throw new DamagedValueException("the bytes end within a value");
    }
  }

  int oneByte() throws DamagedValueException {
    require(1);
    return bytes[position++] & 0xFF;
  }

  int fixedInt() throws DamagedValueException {
    require(Integer.BYTES);
    position += Integer.BYTES;
    return ByteBuffer.wrap(bytes).getInt(position - Integer.BYTES);
  }

  long fixedLong() throws DamagedValueException {
    require(Long.BYTES);
    position += Long.BYTES;
    return ByteBuffer.wrap(bytes).getLong(position - Long.BYTES);
  }

  long unsigned() throws DamagedValueException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = oneByte();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        // Equal values have equal bytes: a number has no second form.
        if (next == 0 && shift > 0) {
          break;
        }
        return value;
      }
    }
    throw new DamagedValueException("a number has more digits than it may have");
  }

  long signed() throws DamagedValueException {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Reads how many elements follow. Each has one byte at least, so that a hostile count costs no
   * more memory than the bytes that came with it.
   */
  int count() throws DamagedValueException {
    return atMost(bytes.length - position, unsigned());
  }

  private static int atMost(int most, long count) throws DamagedValueException {
    if (count < 0 || count > most) {
      throw new DamagedValueException("a value has " + count + " parts, and only " + most + " fit");
    }
    return (int) count;
  }

  byte[] raw(int length) throws DamagedValueException {
    require(length);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  void enter() throws DamagedValueException {
    if (++depth > Shape.MOST_LEVELS) {
      throw new DamagedValueException(
          "the value is nested more than " + Shape.MOST_LEVELS + " levels deep");
    }
  }

  void leave() {
    depth--;
  }

  void requireEnd() throws DamagedValueException {
    if (position < bytes.length) {
      throw new DamagedValueException((bytes.length - position) + " bytes are left over");
    }
  }
}
