package dev.gonzo.http.engine.hpack;

/** Encodes strings by the Huffman code. */
final class HuffmanEncoder {
  private HuffmanEncoder() {}

  /** {@return how many bytes a string has when it is encoded} */
  static int length(String text) {
    long bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits += HuffmanCode.length(text.charAt(i));
    }
    return (int) ((bits + 7) >> 3);
  }

  /** Encodes a string and pads it with ones. */
  static void encode(String text, HpackOutput out) {
    long bits = 0;
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      int symbol = text.charAt(i);
      int length = HuffmanCode.length(symbol);
      bits = bits << length | HuffmanCode.code(symbol);
      count += length;
      while (count >= 8) {
        count -= 8;
        out.write((int) (bits >>> count));
      }
    }
    if (count > 0) {
      out.write((int) (bits << (8 - count) | 0xFF >>> count));
    }
  }
}
