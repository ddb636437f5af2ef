package dev.gonzo.trap;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Sends from several buffers, one after the other, as {@link Send} does from an array: suspends
 * until the system takes bytes, and answers how many it took, at least 1. The positions of the
 * buffers move by that. A cancelled send has sent nothing.
 *
 * @param socket a connection
 * @param buffers where the bytes are: heap or direct buffers, with at least one byte remaining
 */
public record SendGathered(Handle socket, List<ByteBuffer> buffers) implements Trap.Net<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
