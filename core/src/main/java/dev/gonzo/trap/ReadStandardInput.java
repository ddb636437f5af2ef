package dev.gonzo.trap;

/**
 * Suspends until there are bytes on the standard input, which may be a terminal, a pipe or a file,
 * and reads some. Answers how many, or -1 at the end. A terminal can be read again after its end.
 * Only one task of a kernel may wait at a time.
 *
 * @param buffer where the bytes go
 * @param offset the index of the first byte there
 * @param length how many bytes at most, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's buffer; the records are never compared
public record ReadStandardInput(byte[] buffer, int offset, int length)
    implements Trap.Surroundings<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
