package dev.gonzo.trap;

/**
 * Suspends until bytes have come on the standard input, be it a terminal, a pipe or a file, and
 * takes some; answers how many, or -1 at the end. A terminal goes on after its end. One task of a
 * kernel at a time waits.
 *
 * @param buffer whereto
 * @param offset the first place to fill
 * @param length at most how many, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's own buffer, and never compared
public record ReadStandardInput(byte[] buffer, int offset, int length)
    implements Trap.Surroundings<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
