package dev.gonzo.stream;

/** The length prefix of a frame. */
final class Frames {
  private Frames() {}

  static void requireLength(int lengthBytes) {
    switch (lengthBytes) {
      case 1, 2, 4, 8 -> {}
      default ->
          throw new IllegalArgumentException(
              "the length of a frame must have 1, 2, 4 or 8 bytes, got " + lengthBytes);
    }
  }

  /** The length as bytes, most significant byte first. */
  static byte[] header(int length, int lengthBytes) {
    requireLength(lengthBytes);
    if (lengthBytes < Integer.BYTES && length >>> (8 * lengthBytes) != 0) {
      throw new IllegalArgumentException(
          "the length of a frame of "
              + length
              + " bytes does not fit into "
              + lengthBytes
              + " bytes");
    }
    var header = new byte[lengthBytes];
    for (int i = lengthBytes - 1, rest = length; i >= 0; i--, rest >>>= 8) {
      header[i] = (byte) rest;
    }
    return header;
  }
}
