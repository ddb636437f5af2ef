package dev.gonzo.recorder.event;

import java.util.Arrays;

/** Encoded data, compared by content. */
public final class Bytes {
  private final byte[] bytes;

  /**
   * Takes over an array.
   *
   * @param bytes the data, not to be changed any more
   */
  public Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** {@return the data, not to be changed} */
  public byte[] array() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
