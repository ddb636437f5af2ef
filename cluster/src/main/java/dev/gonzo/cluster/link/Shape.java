package dev.gonzo.cluster.link;

import java.nio.charset.StandardCharsets;

/** The shape of an item type as a node sends it: one that is long is cut off. */
public final class Shape {
  /** The most bytes of a shape. */
  public static final int MOST_BYTES = 4096;

  // A character has up to three bytes.
  private static final int CUT = 1000;

  private Shape() {}

  /**
   * Encodes a shape. Two that are equal as far as they are sent may still differ, which each item
   * shows again.
   *
   * @param shape the text
   * @return its bytes; of a long one the beginning, its length and a hash
   */
  public static byte[] encode(String shape) {
    byte[] whole = shape.getBytes(StandardCharsets.UTF_8);
    if (whole.length <= MOST_BYTES) {
      return whole;
    }
    String cut = shape.substring(0, Math.min(CUT, shape.length()));
    String end = "... [" + shape.length() + " characters, " + shape.hashCode() + "]";
    return (cut + end).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] read(MessageReader in) throws MalformedMessageException {
    byte[] shape = in.rest();
    if (shape.length > MOST_BYTES) {
      throw new MalformedMessageException(
          "a shape has at most " + MOST_BYTES + " bytes, not " + shape.length);
    }
    return shape;
  }
}
