package dev.gonzo.http.engine.hpack;

import java.nio.ByteBuffer;

/**
 * Decodes Huffman-encoded strings: short codes by a table, long ones by their first of each length.
 */
final class HuffmanDecoder {
  private static final int SHORT = 8;

  /** For each first byte, the symbol and the length of its code; 0 if the code is longer. */
  private static final short[] SYMBOLS = new short[1 << SHORT];

  private static final byte[] LENGTHS = new byte[1 << SHORT];

  /** For each length, the first code that is longer, at the top of 32 bits. */
  private static final long[] BEYOND = new long[HuffmanCode.LONGEST + 1];

  /** For each length, its first code, and where its symbols begin. */
  private static final int[] FIRST = new int[HuffmanCode.LONGEST + 1];

  private static final int[] OFFSET = new int[HuffmanCode.LONGEST + 1];
  private static final short[] ORDERED = new short[HuffmanCode.END_OF_STRING + 1];

  static {
    int ordered = 0;
    for (int length = 1; length <= HuffmanCode.LONGEST; length++) {
      OFFSET[length] = ordered;
      for (int symbol = 0; symbol <= HuffmanCode.END_OF_STRING; symbol++) {
        if (HuffmanCode.length(symbol) == length) {
          int code = HuffmanCode.code(symbol);
          if (ordered == OFFSET[length]) {
            FIRST[length] = code;
          }
          ORDERED[ordered++] = (short) symbol;
          BEYOND[length] = (long) (code + 1) << (32 - length);
          fillShort(symbol, code, length);
        }
      }
    }
  }

  private HuffmanDecoder() {}

  private static void fillShort(int symbol, int code, int length) {
    if (length <= SHORT) {
      int from = code << (SHORT - length);
      for (int i = 0; i < 1 << (SHORT - length); i++) {
        SYMBOLS[from + i] = (short) symbol;
        LENGTHS[from + i] = (byte) length;
      }
    }
  }

  /** {@return how many bytes a string may decode to at most} */
  static int mostBytes(int encoded) {
    return (int) Math.min(Integer.MAX_VALUE - 8L, encoded * 8L / 5);
  }

  /**
   * Decodes a string.
   *
   * @return how many bytes it has
   */
  static int decode(ByteBuffer in, int from, int to, byte[] out) {
    long bits = 0;
    int count = 0;
    int written = 0;
    int at = from;
    while (true) {
      while (count <= 48 && at < to) {
        bits = (bits << 8) | (in.get(at++) & 0xFF);
        count += 8;
      }
      if (count == 0) {
        return written;
      }
      // Missing bits count as ones, which begin no code but that of EOS.
      long top =
          count >= 32
              ? bits >>> (count - 32) & 0xFFFFFFFFL
              : (bits << (32 - count) | (1L << (32 - count)) - 1) & 0xFFFFFFFFL;
      int first = (int) (top >>> 24);
      int length = LENGTHS[first];
      int symbol = SYMBOLS[first];
      if (length == 0) {
        length = longLength(top);
        symbol = ORDERED[OFFSET[length] + (int) (top >>> (32 - length)) - FIRST[length]];
      }
      if (length > count) {
        if (count > 7 || top != 0xFFFFFFFFL) {
          throw new HpackException(HpackError.HUFFMAN_PADDING);
        }
        return written;
      }
      if (symbol == HuffmanCode.END_OF_STRING) {
        throw new HpackException(HpackError.HUFFMAN_END_OF_STRING);
      }
      out[written++] = (byte) symbol;
      count -= length;
      bits &= (1L << count) - 1;
    }
  }

  private static int longLength(long top) {
    int length = SHORT + 1;
    while (top >= BEYOND[length]) {
      length++;
    }
    return length;
  }
}
