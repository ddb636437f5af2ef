package dev.gonzo.trap;

/**
 * Suspends until a datagram has come, and copies it into the buffer. Answers who sent it, and how
 * long it was: the buffer may be too short for it, and the rest is lost then. A datagram that
 * arrives after a cancellation stays for the next receive. On a connected socket throws {@link
 * java.net.PortUnreachableException} if the other side has told that nobody receives there.
 *
 * @param socket a socket for datagrams
 * @param buffer whereto
 * @param offset the first place to fill
 * @param length at most how many
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the buffer is the caller's: what matters is which, not what is in it
public record ReceiveFrom(Handle socket, byte[] buffer, int offset, int length)
    implements Trap.Net<DatagramArrival> {
  @Override
  public Class<?> answerType() {
    return DatagramArrival.class;
  }
}
