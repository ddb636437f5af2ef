package dev.gonzo.trap;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Suspends until the system takes a datagram, whole. A cancelled one has sent nothing. Answers
 * whether it was taken: it is not if the one receiver that it is for has no room, and the system
 * does not tell when it has (Unix sockets that are not connected): try again later.
 *
 * @param socket a socket for datagrams
 * @param buffer wherefrom
 * @param offset its first byte
 * @param length how many; a datagram may be empty
 * @param to the receiver, resolved; null for the one that the socket is connected to
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the buffer is the caller's: what matters is which, not what is in it
public record SendTo(
    Handle socket, byte[] buffer, int offset, int length, @Nullable SocketAddress to)
    implements Trap.Net<Boolean> {
  @Override
  public Class<?> answerType() {
    return Boolean.class;
  }
}
