package dev.gonzo.net;

import dev.gonzo.trap.UnixAddress;

/**
 * A datagram received from a Unix socket. Its bytes are in the buffer that was passed to the
 * receive.
 *
 * @param sender the address of the sender; unnamed if it cannot receive replies
 * @param length how many bytes of it are in the buffer
 * @param size the size of the datagram in bytes; greater than {@code length} if the buffer was too
 *     short
 */
public record UnixDatagram(UnixAddress sender, int length, int size) {
  /** {@return whether the buffer was too short, so that the rest of the datagram is lost} */
  public boolean isTruncated() {
    return size > length;
  }
}
