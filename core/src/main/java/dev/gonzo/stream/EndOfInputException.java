package dev.gonzo.stream;

import java.io.EOFException;

/**
 * Thrown when the input ends in the middle of a line, frame or other piece. The bytes of that piece
 * stay in the buffer.
 */
public final class EndOfInputException extends EOFException {
  private static final long serialVersionUID = 1;

  /** The number of bytes of the incomplete piece. */
  private final long bytes;

  EndOfInputException(String what, long bytes) {
    super("the input ended in " + what + ", after " + bytes + " bytes of it");
    this.bytes = bytes;
  }

  /** {@return the number of bytes of the incomplete piece} */
  public long bytes() {
    return bytes;
  }
}
