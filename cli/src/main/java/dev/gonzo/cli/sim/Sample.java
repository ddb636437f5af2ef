package dev.gonzo.cli.sim;

import java.util.BitSet;

/** The seeds that are tried twice: one of some, and at least the first, the middle and the last. */
final class Sample {
  private final long first;
  private final long count;
  private final int every;

  /**
   * Chooses seeds.
   *
   * @param first the first of all seeds
   * @param count how many there are
   * @param every one of how many is chosen; 0 for none
   */
  Sample(long first, long count, int every) {
    this.first = first;
    this.count = count;
    this.every = every;
  }

  boolean has(long seed) {
    long index = seed - first;
    return every > 0 && (index % every == 0 || index == count / 2 || index == count - 1);
  }

  /** Which of some consecutive seeds are chosen, counted from the first of them. */
  BitSet of(long from, int size) {
    var chosen = new BitSet();
    for (int i = 0; i < size; i++) {
      chosen.set(i, has(from + i));
    }
    return chosen;
  }
}
