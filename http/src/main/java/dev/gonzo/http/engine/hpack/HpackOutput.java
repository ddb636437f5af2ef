package dev.gonzo.http.engine.hpack;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of a block being encoded. */
final class HpackOutput {
  private byte[] bytes = new byte[256];
  private int length;

  void clear() {
    length = 0;
  }

  void write(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = (byte) value;
  }

  /** Writes an integer whose first bits follow others in a byte (RFC 7541, section 5.1). */
  void integer(int first, int prefix, int value) {
    int most = (1 << prefix) - 1;
    if (value < most) {
      write(first | value);
      return;
    }
    write(first | most);
    int rest = value - most;
    while (rest >= 0x80) {
      write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    write(rest);
  }

  /** Writes a string, Huffman-encoded if that is shorter. */
  void string(String text) {
    int encoded = HuffmanEncoder.length(text);
    if (encoded < text.length()) {
      integer(0x80, 7, encoded);
      HuffmanEncoder.encode(text, this);
      return;
    }
    integer(0, 7, text.length());
    for (int i = 0; i < text.length(); i++) {
      write(text.charAt(i));
    }
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, length).slice();
  }
}
