package dev.gonzo.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are written, up to a limit. */
final class Output {
  private final int most;
  private byte[] bytes;
  private int length;
  private int depth;

  Output(int most) {
    this.most = most;
    this.bytes = new byte[Math.min(most, 64)];
  }

  private void require(int more) {
    if (more > most - length) {
      throw new TooLargeException(
          "the value has more than "
              + most
              + " bytes: raise the limit with withMostBytes, or send it in parts");
    }
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(2 * bytes.length, length + more)));
    }
  }

  void oneByte(int value) {
    require(1);
    bytes[length++] = (byte) value;
  }

  void fixedInt(int value) {
    require(Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(length, value);
    length += Integer.BYTES;
  }

  void fixedLong(long value) {
    require(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(length, value);
    length += Long.BYTES;
  }

  /** Writes 7 bits in each byte, the lowest first: small numbers are short. */
  void unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      oneByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    oneByte((int) rest);
  }

  /** Writes a number such that those near zero are short, the negative ones too. */
  void signed(long value) {
    unsigned((value << 1) ^ (value >> 63));
  }

  void raw(byte[] more) {
    require(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  void enter() {
    if (++depth > Shape.MOST_LEVELS) {
      throw new TooLargeException(
          "the value is nested more than " + Shape.MOST_LEVELS + " levels deep");
    }
  }

  void leave() {
    depth--;
  }

  /**
   * Returns an empty output with what is left of this one's limits, for a part that is sorted.
   *
   * @param before how many bytes the parts before it have
   */
  Output part(int before) {
    var part = new Output(most - length - before);
    part.depth = depth;
    return part;
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
