package dev.gonzo.trap;

/**
 * Writes bytes at a position of a file, or at its end if it was opened to append. Answers how many,
 * at least 1, maybe fewer than offered. A write that has begun is not interrupted by a
 * cancellation: it is answered, and the cancellation waits for the next checkpoint.
 *
 * @param file a file opened for writing
 * @param position the position of the first byte, 0 or more; a gap past the end is filled with
 *     zeros
 * @param buffer where the bytes are
 * @param offset the index of the first of them
 * @param length how many bytes, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
public record WriteAt(Handle file, long position, byte[] buffer, int offset, int length)
    implements Trap.Files<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
