package dev.gonzo.cli.replay;

import com.sun.jdi.ObjectReference;
import dev.gonzo.cli.replay.Position.Mark;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves in a replay. Forwards it goes on; backwards it replays from the beginning in another JVM,
 * and stops earlier.
 */
final class Travel implements AutoCloseable {
  /** Where a replay ends that is not to stop before. */
  static final long END = Long.MAX_VALUE;

  /** More objects than these are not kept apart by a search for the last write. */
  private static final int MOST_OBJECTS = 100_000;

  private final ReplayProgram program;
  private final Spare spare;
  private Debuggee debuggee;
  private Position here = Position.after(0);
  private @Nullable Stop last;

  private Travel(ReplayProgram program, Debuggee debuggee) {
    this.program = program;
    this.debuggee = debuggee;
    this.spare = new Spare(program);
  }

  /** Starts a replay, before its first event. */
  static Travel start(ReplayProgram program) throws CannotDoException, IOException {
    return new Travel(program, Debuggee.start(program));
  }

  /** Whether it stops at a spot. */
  @FunctionalInterface
  interface Wanted {
    boolean stopsAt(Spot spot, Stop stop, Position position);
  }

  /** Which of the writes to a field count, by the object that is written. */
  @FunctionalInterface
  interface Counted {
    boolean counts(Spot spot, long object);
  }

  Debuggee debuggee() {
    return debuggee;
  }

  Position here() {
    return here;
  }

  /** {@return why it has stopped here; null before the first event} */
  @Nullable Stop last() {
    return last;
  }

  /**
   * Goes on.
   *
   * @param event the event after which it stops at the latest
   * @param spots where it may stop before
   * @param wanted whether it does
   */
  Stop forward(long event, Set<Spot> spots, Wanted wanted)
      throws CannotDoException, InterruptedException {
    Map<Spot, Integer> counts = new HashMap<>();
    Position from = here;
    while (true) {
      Stop stop = debuggee.run(event, spots);
      if (debuggee.lastPassed() != from.event()) {
        from = Position.after(debuggee.lastPassed());
        counts.clear();
      }
      Spot spot = spotOf(stop);
      if (spot == null) {
        here = Position.after(from.event());
        last = stop;
        return stop;
      }
      Position reached = from.then(new Mark(spot, counts.merge(spot, 1, Integer::sum)));
      if (wanted.stopsAt(spot, stop, reached)) {
        here = reached;
        last = stop;
        return stop;
      }
    }
  }

  private static @Nullable Spot spotOf(Stop stop) {
    return switch (stop) {
      case Stop.AtLine line -> line.spot();
      case Stop.AtWrite write -> write.spot();
      case Stop.AtEvent _, Stop.Ended _ -> null;
    };
  }

  /**
   * Goes to a position: on from here if it is ahead, and else from the beginning.
   *
   * @return why it has stopped there; null before the first event
   */
  @Nullable Stop goTo(Position to) throws CannotDoException, IOException, InterruptedException {
    if (to.equals(here) && !debuggee.hasEnded()) {
      return last;
    }
    if (!isAhead(to)) {
      replaceBy(spare.take(to.event()));
    }
    if (to.event() > here.event()
        && forward(to.event(), Set.of(), (_, _, _) -> true) instanceof Stop.Ended over) {
      return over;
    }
    for (Mark mark : to.marks()) {
      int[] left = {mark.count()};
      if (forward(END, Set.of(mark.spot()), (_, _, _) -> --left[0] == 0)
          instanceof Stop.Ended over) {
        return over;
      }
    }
    return last;
  }

  private boolean isAhead(Position to) {
    return !debuggee.hasEnded()
        && (to.event() > here.event() || (to.event() == here.event() && here.isAtEvent()));
  }

  private void replaceBy(Debuggee other) {
    debuggee.close();
    debuggee = other;
    here = Position.after(other.lastPassed());
    last = null;
  }

  /** A spot, and the object whose field was written there. */
  private record Hit(Spot spot, long object) {}

  /** Where a spot was reached, and how many were before it. */
  private record Reached(Position position, long order) {}

  /**
   * Replays from the beginning up to here, and looks where one of some spots was reached last. It
   * is here again afterwards, in another JVM.
   *
   * @param spots the spots
   * @param counted which writes count; asked when it is here again
   */
  Optional<Position> lastReached(Set<Spot> spots, Counted counted)
      throws CannotDoException, IOException, InterruptedException {
    Position to = here;
    boolean isToEnd = last instanceof Stop.Ended;
    SequencedMap<Hit, Reached> latest = new LinkedHashMap<>();
    long[] order = {0};
    var arrival = new Arrival(to);
    Wanted note =
        (spot, stop, position) -> {
          if (arrival.isAt(spot, position)) {
            return true;
          }
          if (spots.contains(spot)) {
            latest.putLast(new Hit(spot, object(stop)), new Reached(position, order[0]++));
            if (latest.size() > MOST_OBJECTS) {
              latest.pollFirstEntry();
            }
          }
          return false;
        };
    Set<Spot> all = new HashSet<>(spots);
    to.marks().forEach(mark -> all.add(mark.spot()));
    replaceBy(Debuggee.start(program));
    if (!to.isAtEvent() || to.event() > 0) {
      var _ = forward(to.isAtEvent() && !isToEnd ? to.event() : END, all, note);
    }
    here = to; // and not what the other spots make of it
    return latest.entrySet().stream()
        .filter(entry -> counted.counts(entry.getKey().spot(), entry.getKey().object()))
        .map(Map.Entry::getValue)
        .max(Comparator.comparingLong(Reached::order))
        .map(Reached::position);
  }

  private static long object(Stop stop) {
    ObjectReference written = stop instanceof Stop.AtWrite write ? write.object() : null;
    return written == null ? -1 : written.uniqueID();
  }

  /** Notices when a replay arrives at a position, while it stops at other spots too. */
  private static final class Arrival {
    private final Position to;
    private final List<Mark> marks;
    private int at;
    private int count;

    Arrival(Position to) {
      this.to = to;
      this.marks = to.marks();
    }

    boolean isAt(Spot spot, Position position) {
      if (position.event() != to.event() || at == marks.size()) {
        return false;
      }
      Mark mark = marks.get(at);
      if (mark.spot().equals(spot) && ++count == mark.count()) {
        at++;
        count = 0;
      }
      return at == marks.size();
    }
  }

  /** Gets the next way back ready while the user reads. */
  void prepareBack() {
    spare.prepare(here.event());
  }

  @Override
  public void close() {
    debuggee.close();
    spare.close();
  }
}
