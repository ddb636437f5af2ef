package dev.gonzo.trap;

/**
 * Reads bytes at a position of a file into the buffer. Answers how many, at least 1, or -1 at the
 * end of the file. If it is cancelled, the buffer is not written to, then or later: a thread that
 * is still reading reads into memory of its own.
 *
 * @param file a file opened for reading
 * @param position the position of the first byte, 0 or more
 * @param buffer where the bytes go
 * @param offset the index of the first byte there
 * @param length how many bytes at most, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
public record ReadAt(Handle file, long position, byte[] buffer, int offset, int length)
    implements Trap.Files<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
