package dev.gonzo.stream;

import java.io.EOFException;

/** Thrown when the input ends in the middle of something. What there was stays in the buffer. */
public final class EndOfInputException extends EOFException {
  private static final long serialVersionUID = 1;

  /** How many bytes there were of what was being read. */
  private final long bytes;

  EndOfInputException(String what, long bytes) {
    super("the input ended in " + what + ", after " + bytes + " bytes of it");
    this.bytes = bytes;
  }

  /** {@return how many bytes there were of what was being read} */
  public long bytes() {
    return bytes;
  }
}
