package dev.gonzo.recorder.format;

import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.Trap;
import java.util.IdentityHashMap;

/** Where the buffers of traps began when these were made: the kernel moves their positions. */
final class BufferPositions {
  private final IdentityHashMap<Trap<?>, int[]> starts = new IdentityHashMap<>();

  void note(ReceiveScattered trap) {
    starts.put(trap, trap.buffers().stream().mapToInt(buffer -> buffer.position()).toArray());
  }

  /** The positions of a trap's buffers, which are then forgotten. */
  int[] take(ReceiveScattered trap) {
    int[] noted = starts.remove(trap);
    if (noted == null) {
      throw new IllegalStateException("the buffers of a trap that was not encoded: " + trap);
    }
    return noted;
  }

  void forget(Trap<?> trap) {
    if (trap instanceof ReceiveScattered) {
      starts.remove(trap);
    }
  }
}
