package dev.gonzo.net;

import java.net.InetSocketAddress;

/**
 * A received UDP datagram. Its bytes are in the buffer that was passed to the receive.
 *
 * @param sender the address of the sender
 * @param length how many bytes of it are in the buffer
 * @param size the size of the datagram in bytes; greater than {@code length} if the buffer was too
 *     short
 */
public record Datagram(InetSocketAddress sender, int length, int size) {
  /** {@return whether the buffer was too short, so that the rest of the datagram is lost} */
  public boolean isTruncated() {
    return size > length;
  }
}
