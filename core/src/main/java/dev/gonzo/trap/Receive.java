package dev.gonzo.trap;

/**
 * Suspends until bytes have come, and copies some into the buffer. Answers how many, or -1 after
 * the peer's last byte. Bytes that arrive after a cancellation stay for the next receive.
 *
 * @param socket a connection
 * @param buffer whereto
 * @param offset the first place to fill
 * @param length at most how many, at least 1
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the buffer is the caller's: what matters is which, not what is in it
public record Receive(Handle socket, byte[] buffer, int offset, int length)
    implements Trap.Net<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
