package dev.gonzo.trap;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Suspends until the system takes a datagram, as a whole. A cancelled send has sent nothing.
 * Answers whether it was taken. It is not if its receiver has no room and the system does not
 * report when it has (unconnected Unix sockets): try again later.
 *
 * @param socket a datagram socket
 * @param buffer where the bytes are
 * @param offset the index of its first byte
 * @param length how many bytes; a datagram may be empty
 * @param to the receiver, resolved; null for the one that the socket is connected to
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
public record SendTo(
    Handle socket, byte[] buffer, int offset, int length, @Nullable SocketAddress to)
    implements Trap.Net<Boolean> {
  @Override
  public Class<?> answerType() {
    return Boolean.class;
  }
}
