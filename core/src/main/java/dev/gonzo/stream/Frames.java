package dev.gonzo.stream;

/** How the length of a frame is told before it. */
final class Frames {
  private Frames() {}

  static void requireLength(int lengthBytes) {
    switch (lengthBytes) {
      case 1, 2, 4, 8 -> {}
      default ->
          throw new IllegalArgumentException(
              "the length of a frame has 1, 2, 4 or 8 bytes, not " + lengthBytes);
    }
  }

  /** The length as bytes, the most significant one first. */
  static byte[] header(int length, int lengthBytes) {
    requireLength(lengthBytes);
    if (lengthBytes < Integer.BYTES && length >>> (8 * lengthBytes) != 0) {
      throw new IllegalArgumentException(
          "a frame of " + length + " bytes has a length of more than " + lengthBytes + " bytes");
    }
    var header = new byte[lengthBytes];
    for (int i = lengthBytes - 1, rest = length; i >= 0; i--, rest >>>= 8) {
      header[i] = (byte) rest;
    }
    return header;
  }
}
