package dev.gonzo.net;

import java.net.InetSocketAddress;

/**
 * A datagram that has come by UDP; its bytes are in the buffer.
 *
 * @param sender who sent it
 * @param length how many bytes of it are in the buffer
 * @param size how many it had: more than that, if the buffer was too short
 */
public record Datagram(InetSocketAddress sender, int length, int size) {
  /** {@return whether the buffer was too short for it, and the rest of it is lost} */
  public boolean isTruncated() {
    return size > length;
  }
}
