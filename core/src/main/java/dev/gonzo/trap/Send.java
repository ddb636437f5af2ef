package dev.gonzo.trap;

/**
 * Suspends until the system takes bytes, and answers how many it took: at least one, maybe fewer
 * than offered. A cancelled one has sent nothing.
 *
 * @param socket a connection
 * @param buffer wherefrom
 * @param offset the first byte to send
 * @param length at most how many, at least 1
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the buffer is the caller's: what matters is which, not what is in it
public record Send(Handle socket, byte[] buffer, int offset, int length)
    implements Trap.Net<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
