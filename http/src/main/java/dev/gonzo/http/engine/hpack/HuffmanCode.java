package dev.gonzo.http.engine.hpack;

/**
 * The Huffman code of RFC 7541, appendix B. It is canonical: codes of one length are consecutive
 * numbers in the order of their symbols, so the lengths define all of it.
 */
final class HuffmanCode {
  static final int END_OF_STRING = 256;
  static final int LONGEST = 30;

  /** The length of each symbol's code in bits, as letters from A for 1. */
  private static final String LENGTHS =
      "MW\\\\\\\\\\\\\\X^\\\\^\\\\\\\\\\\\\\\\^\\\\\\\\\\\\\\\\\\FJJLMFHKJJHKHFFFEEEFFFFFFFGHOFLJ"
          + "MFGGGGGGGGGGGGGGGGGGGGGGHGHMSMNFOEFEFEFFFEGGFFFEFGFEEFGGGGGOKNM\\"
          + "TVTTVVVWVWWWWWXWXXVWXWWWWUVWVWWXVUTVVWWUWVVXUVWWUUVUWVWWTVVVWVVW"
          + "ZZTSVWVYZZZ[[ZXYSUZ[[Z[XUUZZ\\[[[TXTUVUUWVVYYXXZWZ[ZZ[[[[[\\[[[[[Z"
          + "^";

  private static final int[] CODES = codes();

  private HuffmanCode() {}

  private static int[] codes() {
    int[] codes = new int[END_OF_STRING + 1];
    int next = 0;
    for (int length = 1; length <= LONGEST; length++) {
      next <<= 1;
      for (int symbol = 0; symbol < codes.length; symbol++) {
        if (length(symbol) == length) {
          codes[symbol] = next++;
        }
      }
    }
    return codes;
  }

  static int length(int symbol) {
    return LENGTHS.charAt(symbol) - 'A' + 1;
  }

  /** {@return the code of a symbol, in the lowest bits} */
  static int code(int symbol) {
    return CODES[symbol];
  }
}
