package dev.gonzo.trap;

/**
 * Reads some bytes at a position of a file into the buffer. Answers how many, at least 1, or -1 at
 * the end of the file. Cancelled, the buffer is untouched, at once and for good: what a thread may
 * still be reading goes elsewhere.
 *
 * @param file opened to read
 * @param position of the first byte, from 0
 * @param buffer whereto
 * @param offset the first place to fill
 * @param length at most how many, at least 1
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the buffer is the caller's: what matters is which, not what is in it
public record ReadAt(Handle file, long position, byte[] buffer, int offset, int length)
    implements Trap.Files<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
