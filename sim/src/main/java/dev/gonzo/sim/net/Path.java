package dev.gonzo.sim.net;

import dev.gonzo.sim.world.Agenda;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The way from one host to another. */
final class Path {
  /** What happens to the packets. */
  enum State {
    /** They arrive. */
    OPEN,
    /** They are lost. */
    CUT,
    /** They are refused by a router. */
    UNREACHABLE
  }

  State state = State.OPEN;

  /** Its own conditions; null if those of the network apply. */
  @Nullable Conditions conditions;

  // What waits for the bandwidth, in the order in which it leaves.
  private final Queue<Runnable> departures = new ArrayDeque<>();
  private long waitingBytes;
  // When the last of it has left.
  private long free;

  /** Lets a packet leave as soon as the bandwidth allows it. */
  void depart(Agenda agenda, long bytes, long bytesPerSecond, Runnable departure) {
    if (bytesPerSecond == 0 && departures.isEmpty()) {
      departure.run();
      return;
    }
    long duration = bytesPerSecond == 0 ? 0 : (long) (bytes * 1e9 / bytesPerSecond);
    free = Math.max(free, agenda.now()) + duration;
    departures.add(departure);
    waitingBytes += bytes;
    // Each event takes the first, since the agenda may draw the order of events of one instant.
    agenda.at(
        free,
        () -> {
          waitingBytes -= bytes;
          departures.remove().run();
        });
  }

  /** How many bytes wait for the bandwidth. */
  long waitingBytes() {
    return waitingBytes;
  }

  /** When all of them will have left. */
  long free() {
    return free;
  }
}
