package dev.gonzo.trap;

/**
 * Suspends until the system takes bytes, and answers how many it took: at least 1, maybe fewer than
 * offered. A cancelled send has sent nothing.
 *
 * @param socket a connection
 * @param buffer where the bytes are
 * @param offset the index of the first byte to send
 * @param length how many bytes at most, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
public record Send(Handle socket, byte[] buffer, int offset, int length)
    implements Trap.Net<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
