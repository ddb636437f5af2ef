package dev.gonzo.kernel.loop;

import org.jspecify.annotations.Nullable;

/**
 * How long the tasks of a kernel run. Kernel thread only.
 *
 * <p>Reading the clock takes a tenth of the time of the shortest turn. So turns are measured
 * together, up to 16 of them, and share the time equally, as long as such a row is short. When it
 * is long, one task may have used most of it; then each turn is measured alone, until they are
 * short again. A sum is always exact; the error of a single task is at most one row.
 */
final class TurnTimes {
  private static final int MOST_TOGETHER = 16;

  /** How long a row may be; reading the clock for each of its turns would cost 3 % of this. */
  private static final long SHORT_ROW_NANOS = 16_000;

  private final @Nullable LoopTask<?>[] row = new LoopTask<?>[MOST_TOGETHER];
  private int length;
  private int together = 1;
  private int shortTurns;

  /** Adds a turn that has ended. Returns true if the row is to be measured now. */
  boolean take(LoopTask<?> task) {
    row[length++] = task;
    return length >= together;
  }

  /** Whether turns have ended that are not measured. */
  boolean areUnmeasured() {
    return length > 0;
  }

  /** Shares the time of the row. */
  void measured(long nanos) {
    long share = nanos / length;
    long rest = nanos - share * length;
    for (int i = 0; i < length; i++) {
      LoopTask<?> task = row[i];
      row[i] = null; // it may have ended
      if (task != null) {
        task.ran(share + rest);
        rest = 0;
      }
    }
    adapt(share);
    length = 0;
  }

  private void adapt(long share) {
    if (share > SHORT_ROW_NANOS / MOST_TOGETHER) {
      together = 1;
      shortTurns = 0;
    } else if (together == 1 && ++shortTurns == MOST_TOGETHER) {
      together = MOST_TOGETHER;
      shortTurns = 0;
    }
  }
}
