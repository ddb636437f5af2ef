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

  /** What a program has made of it; {@link #state} is what holds. */
  State state = State.OPEN;

  /** Its own conditions; null if those of the network apply. */
  @Nullable Conditions conditions;

  // How many faults of a mix cut it now, and how many make it unreachable.
  int cuts;
  int refusals;
  // How much later each packet arrives because of such faults.
  long lateNanos;

  // The conditions with those that a mix of faults has drawn, and what they were made from.
  private @Nullable Conditions own;
  private @Nullable Conditions drawn;
  private @Nullable Conditions together;

  // What waits for the bandwidth, in the order in which it leaves.
  private final Queue<Runnable> departures = new ArrayDeque<>();
  private long waitingBytes;
  // When the last of it has left.
  private long free;
  private boolean isSpared;

  /**
   * Creates one that is open.
   *
   * @param isSpared whether a mix of faults does not concern it
   */
  Path(boolean isSpared) {
    this.isSpared = isSpared;
  }

  /** Lets no mix of faults concern it from now on. */
  void spare() {
    isSpared = true;
  }

  boolean isSpared() {
    return isSpared;
  }

  /** What happens to its packets now. */
  State state() {
    if (cuts > 0) {
      return State.CUT;
    }
    return refusals > 0 && state == State.OPEN ? State.UNREACHABLE : state;
  }

  /** Its conditions, made worse by those that a mix of faults has drawn. */
  Conditions worsened(Conditions ofProgram, Conditions ofMix) {
    if (together == null || own != ofProgram || drawn != ofMix) {
      own = ofProgram;
      drawn = ofMix;
      together = ofProgram.worsenedBy(ofMix);
    }
    return together;
  }

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
