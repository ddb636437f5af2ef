package dev.gonzo.trap;

/**
 * Suspends until there are bytes, and copies some into the buffer. Answers how many, or -1 after
 * the peer's last byte. Bytes that arrive after a cancellation are kept for the next receive.
 *
 * @param socket a connection
 * @param buffer where the bytes go
 * @param offset the index of the first byte there
 * @param length how many bytes at most, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
public record Receive(Handle socket, byte[] buffer, int offset, int length)
    implements Trap.Net<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
