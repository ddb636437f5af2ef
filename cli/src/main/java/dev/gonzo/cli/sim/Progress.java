package dev.gonzo.cli.sim;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a search is: a bar on a terminal, and now and then a line elsewhere. Any thread may
 * use it.
 */
final class Progress {
  private static final long TERMINAL_NANOS = 100_000_000;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final boolean isTerminal;
  private final long all;
  private final long began = System.nanoTime();
  // Guarded by this, as all below.
  private long shown;
  private int length;

  /**
   * Creates one that has shown nothing.
   *
   * @param out where it is shown
   * @param isTerminal whether that is a terminal, on which a line can be written again
   * @param all how many seeds there are
   */
  Progress(PrintStream out, boolean isTerminal, long all) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.all = all;
    this.shown = isTerminal ? began - TERMINAL_NANOS : began;
  }

  /** Shows how many seeds were tried. */
  synchronized void show(long tried, long failed) {
    if (isTime()) {
      double seconds = (shown - began) / 1e9;
      line(
          tried,
          all,
          "seeds, %.0f a second%s"
              .formatted(
                  tried / Math.max(seconds, 0.001), failed == 0 ? "" : ", " + failed + " failed"));
    }
  }

  /** Shows how many seeds were tried in a second JVM. */
  synchronized void check(long tried, long count) {
    if (isTime()) {
      line(tried, count, "seeds of the sample in a second JVM");
    }
  }

  /** Shows how many runs were made to shrink a failure. */
  synchronized void shrink(int runs, int most) {
    if (isTime()) {
      line(runs, most, "runs at most to shrink the failure");
    }
  }

  private boolean isTime() {
    long now = System.nanoTime();
    boolean isTime = now - shown >= (isTerminal ? TERMINAL_NANOS : LINE_NANOS);
    if (isTime) {
      shown = now;
    }
    return isTime;
  }

  private void line(long done, long count, String what) {
    String text = String.format(Locale.ROOT, "%,d of %,d %s", done, count, what);
    if (isTerminal) {
      int full = (int) (WIDTH * Math.min(done, count) / Math.max(1, count));
      String bar = "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + text;
      out.print("\r" + bar + " ".repeat(Math.max(0, length - bar.length())));
      length = bar.length();
    } else {
      out.println("gonzo: " + text);
    }
    out.flush();
  }

  /** Removes the bar, so that something else can be printed. */
  synchronized void clear() {
    if (length > 0) {
      out.print("\r" + " ".repeat(length) + "\r");
      out.flush();
      length = 0;
    }
  }
}
