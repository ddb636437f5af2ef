package dev.gonzo.trap;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Sends from several buffers, one after the other, as {@link Send} does from an array: suspends
 * until the system takes bytes, and answers how many it took, at least one. The positions of the
 * buffers move by that. A cancelled one has sent nothing.
 *
 * @param socket a connection
 * @param buffers wherefrom, on the heap or not; at least one byte remains in them
 */
public record SendGathered(Handle socket, List<ByteBuffer> buffers) implements Trap.Net<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }
}
