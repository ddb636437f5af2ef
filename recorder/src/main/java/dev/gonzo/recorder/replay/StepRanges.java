package dev.gonzo.recorder.replay;

import java.util.Arrays;

/**
 * The steps that the tasks of one kernel took on a universal object: mostly long runs, so that they
 * are kept as ranges. Immutable once it is built.
 */
final class StepRanges {
  private final long[] from;
  private final long[] to;

  private StepRanges(long[] from, long[] to) {
    this.from = from;
    this.to = to;
  }

  /** Takes the steps in their order, as they are in a recording. */
  static final class Builder {
    private long[] from = new long[1];
    private long[] to = new long[1];
    private int size;

    /** Adds a step. One that is not behind the last is left out: only damage has such. */
    void add(long step) {
      if (size > 0 && step <= to[size - 1]) {
        return;
      }
      if (size > 0 && step == to[size - 1] + 1) {
        to[size - 1] = step;
        return;
      }
      if (size == from.length) {
        from = Arrays.copyOf(from, size * 2);
        to = Arrays.copyOf(to, size * 2);
      }
      from[size] = step;
      to[size++] = step;
    }

    StepRanges build() {
      return new StepRanges(Arrays.copyOf(from, size), Arrays.copyOf(to, size));
    }
  }

  boolean contains(long step) {
    int found = Arrays.binarySearch(from, step);
    int range = found >= 0 ? found : -found - 2;
    return range >= 0 && step <= to[range];
  }
}
