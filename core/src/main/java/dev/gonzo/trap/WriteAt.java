package dev.gonzo.trap;

/**
 * Writes some bytes at a position of a file; at its end, if it was opened to append. Answers how
 * many, at least 1, maybe fewer than offered. One that has begun cannot be called off: it is
 * answered, and the cancellation waits.
 *
 * @param file opened to write
 * @param position of the first byte, from 0; past the end the gap is filled with zeros
 * @param buffer where the bytes are
 * @param offset the first of them
 * @param length how many, at least 1
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the buffer is the caller's: what matters is which, not what is in it
public record WriteAt(Handle file, long position, byte[] buffer, int offset, int length)
    implements Trap.Files<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
