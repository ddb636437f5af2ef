package dev.gonzo.net;

import java.net.SocketAddress;

/**
 * A received datagram. Its bytes are in the buffer that was passed to the receive.
 *
 * @param sender the address of the sender; that of a Unix socket is unnamed if it cannot receive
 *     replies
 * @param length how many bytes of it are in the buffer
 * @param size the size of the datagram in bytes; greater than {@code length} if the buffer was too
 *     short
 * @param <A> the type of addresses
 */
public record Datagram<A extends SocketAddress>(A sender, int length, int size) {
  /** {@return whether the buffer was too short, so that the rest of the datagram is lost} */
  public boolean isTruncated() {
    return size > length;
  }
}
