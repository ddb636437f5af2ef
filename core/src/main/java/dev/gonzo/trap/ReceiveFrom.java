package dev.gonzo.trap;

/**
 * Suspends until a datagram arrives, and copies it into the buffer. Answers the sender and the
 * length of the datagram: if the buffer is too short, the rest is lost. A datagram that arrives
 * after a cancellation is kept for the next receive. On a connected socket, throws {@link
 * java.net.PortUnreachableException} if the peer has reported that its port is closed.
 *
 * @param socket a datagram socket
 * @param buffer where the bytes go
 * @param offset the index of the first byte there
 * @param length how many bytes at most
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
public record ReceiveFrom(Handle socket, byte[] buffer, int offset, int length)
    implements Trap.Net<DatagramArrival> {
  @Override
  public Class<?> answerType() {
    return DatagramArrival.class;
  }
}
