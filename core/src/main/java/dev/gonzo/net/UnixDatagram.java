package dev.gonzo.net;

import dev.gonzo.trap.UnixAddress;

/**
 * A datagram that has come from a Unix socket; its bytes are in the buffer.
 *
 * @param sender who sent it; unnamed if nobody can answer there
 * @param length how many bytes of it are in the buffer
 * @param size how many it had: more than that, if the buffer was too short
 */
public record UnixDatagram(UnixAddress sender, int length, int size) {
  /** {@return whether the buffer was too short for it, and the rest of it is lost} */
  public boolean isTruncated() {
    return size > length;
  }
}
