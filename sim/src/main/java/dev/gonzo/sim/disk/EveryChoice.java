package dev.gonzo.sim.disk;

import java.util.ArrayList;
import java.util.List;

/**
 * Choices that visit every crash in turn: the same script is run again and again on a new disk, and
 * each time another sequence of choices is taken, until all have been.
 *
 * <pre>{@code
 * var choices = new EveryChoice();
 * do {
 *   ... run the script on a new disk, and crash it with these choices ...
 * } while (choices.next());
 * }</pre>
 */
final class EveryChoice implements Choices {
  private final List<Integer> taken = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private int at;

  @Override
  public int choose(int count) {
    if (at == taken.size()) {
      taken.add(0);
      counts.add(count);
    }
    if (counts.get(at) != count) {
      throw new IllegalStateException("the script is not the same as before");
    }
    return taken.get(at++);
  }

  /** Goes on to the next sequence. Returns false if there is none. */
  boolean next() {
    at = 0;
    while (!taken.isEmpty()) {
      int last = taken.removeLast();
      int count = counts.removeLast();
      if (last + 1 < count) {
        taken.add(last + 1);
        counts.add(count);
        return true;
      }
    }
    return false;
  }
}
