package dev.gonzo.trap;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Receives into several buffers, one after the other, as {@link Receive} does into an array:
 * suspends until there are bytes, and answers how many it copied, or -1 after the peer's last byte.
 * The positions of the buffers move by that. Bytes that arrive after a cancellation are kept for
 * the next receive.
 *
 * @param socket a connection
 * @param buffers where the bytes go: heap or direct buffers, none read-only, with room for at least
 *     one byte
 */
public record ReceiveScattered(Handle socket, List<ByteBuffer> buffers)
    implements Trap.Net<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
