package dev.gonzo.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a run is, on standard error: a bar on a terminal, otherwise only what is said. */
public final class Progress implements AutoCloseable {
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final Optional<ProgressBar> bar;

  private Progress(PrintStream out, Optional<ProgressBar> bar) {
    this.out = out;
    this.bar = bar;
  }

  /**
   * {@return the progress of a run on standard error}
   *
   * @param steps about how many steps it takes
   */
  public static Progress of(int steps) {
    return isTerminal() ? withBar(steps, System.err) : plain(System.err);
  }

  static Progress withBar(int steps, PrintStream out) {
    return new Progress(out, Optional.of(bar(Math.max(steps, 1), out)));
  }

  /**
   * {@return a progress without a bar}
   *
   * @param out where to print what is said
   */
  public static Progress plain(PrintStream out) {
    return new Progress(out, Optional.empty());
  }

  private static ProgressBar bar(int steps, PrintStream out) {
    // With a width and an output of its own, the library does not look for a terminal.
    return new ProgressBarBuilder()
        .setInitialMax(steps)
        .setTaskName("bench")
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        .setMaxRenderedLength(WIDTH)
        .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
        .build();
  }

  /** System.console() is about input and output, so it does not help. */
  private static boolean isTerminal() {
    Path target = Path.of("/proc/self/fd/2");
    try {
      String place = Files.readSymbolicLink(target).toString();
      return place.startsWith("/dev/pts/") || place.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  /**
   * Shows the next step.
   *
   * @param what what happens in it
   */
  public void step(String what) {
    bar.ifPresent(shown -> shown.step().setExtraMessage(what));
  }

  /**
   * Prints a line.
   *
   * @param line what to print
   */
  public void say(String line) {
    if (bar.isPresent()) {
      out.print("\r\u001b[K");
    }
    out.println("gonzo bench: " + line);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
